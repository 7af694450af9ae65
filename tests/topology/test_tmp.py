import httpx, time
def test_up(topology):
    for p in ("/health/", "/accounts/login/", "/analysis/", "/ai/stream/x/"):
        r = httpx.get(topology.url + p)
        print(p, r.status_code, r.headers.get("location"))
    print(topology.memory())
