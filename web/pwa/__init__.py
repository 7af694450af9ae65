"""C3 on a phone's home screen: the manifest, the service worker, the offline page, photos shared to it."""
