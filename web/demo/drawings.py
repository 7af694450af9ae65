"""Pictures that somebody might have taken in a restaurant: drawn, without a font, each a little different."""

from collections.abc import Callable
from io import BytesIO
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw

SIZE = WIDTH, HEIGHT = 960, 720
SMOOTH = 720, 540
TABLES = ("#c89f6d", "#b98b5e", "#d8b98c", "#8d6e52", "#a9b7b0", "#e3ddd1")
FOODS = ("#d1603d", "#e6a23c", "#7a9e48", "#b5452c", "#f0d58c", "#8a4b2a", "#5f8a3f", "#f3ead2")
CLOTHS = ("#2f5d8a", "#8a2f4b", "#3f7a5a", "#c4762b", "#5b4a8a")

Brush = ImageDraw.ImageDraw


def drawn(subject: str, rng: Random) -> bytes:
    """A JPEG of 720 x 540 pixels. Raises `KeyError` for a subject nobody can draw."""
    image = Image.new("RGB", SIZE, rng.choice(TABLES))
    brush = ImageDraw.Draw(image)
    _grain(brush, rng)
    SUBJECTS[subject](brush, rng)
    out = BytesIO()
    image.resize(SMOOTH, Image.Resampling.LANCZOS).save(out, "JPEG", quality=88)
    return out.getvalue()


def _plate(brush: Brush, rng: Random) -> None:
    """A dish from above, with chopsticks beside it."""
    x, y, radius = 440 + rng.randint(-50, 50), 360 + rng.randint(-30, 30), rng.randint(230, 270)
    _disc(brush, x + 12, y + 16, radius, "#6b5138")
    _disc(brush, x, y, radius, "#f7f4ec")
    _disc(brush, x, y, radius * 0.78, rng.choice(("#ece6d8", "#e4ecec", "#f5efe2")))
    for _ in range(rng.randint(9, 16)):
        turn, far = rng.uniform(0, 2 * pi), rng.uniform(0, radius * 0.5)
        _disc(brush, x + far * cos(turn), y + far * sin(turn), rng.randint(28, 64), rng.choice(FOODS))
    for _ in range(14):
        turn, far = rng.uniform(0, 2 * pi), rng.uniform(0, radius * 0.55)
        _disc(brush, x + far * cos(turn), y + far * sin(turn), 7, "#3f7d3a")
    for offset in (0, 26):
        brush.line((770 + offset, 120, 800 + offset, 620), fill="#5a3320", width=11)


def _pot(brush: Brush, rng: Random) -> None:
    """A pot on the fire, steaming."""
    brush.rectangle((0, 470, WIDTH, HEIGHT), fill="#50555a")
    for place in range(250, 720, 40):
        brush.polygon(
            [(place, 520), (place + 18, 460), (place + 36, 520)], fill=rng.choice(("#3d7fd6", "#6aa8f0"))
        )
    brush.rounded_rectangle((220, 240, 740, 470), 36, fill="#9aa3a8", outline="#70787c", width=6)
    brush.ellipse((220, 190, 740, 300), fill=rng.choice(FOODS), outline="#c4ccd0", width=16)
    for handle in (170, 730):
        brush.rounded_rectangle((handle, 310, handle + 60, 345), 12, fill="#33373a")
    for place in (360, 470, 590):
        points = [(place + 18 * sin(step / 2 + rng.random()), 180 - step * 14) for step in range(12)]
        brush.line(points, fill="#f2f2ee", width=9, joint="curve")


def _seat(brush: Brush, rng: Random) -> None:
    """A table for two by the window."""
    brush.rectangle((0, 0, WIDTH, HEIGHT), fill="#efe6d6")
    brush.rectangle(
        (300, 60, 660, 330), fill=rng.choice(("#bfdcf0", "#f4d9a8", "#394b6b")), outline="#7a5a3c", width=16
    )
    brush.line((480, 60, 480, 330), fill="#7a5a3c", width=12)
    brush.rectangle((0, 560, WIDTH, HEIGHT), fill="#a57f56")
    cloth = rng.choice(CLOTHS)
    for left in (110, 690):
        brush.rounded_rectangle((left, 300, left + 160, 520), 26, fill=cloth)
        brush.rectangle((left + 10, 500, left + 150, 620), fill="#5a4030")
    brush.rounded_rectangle((250, 420, 710, 458), 10, fill="#8a6038")
    brush.rectangle((460, 458, 500, 640), fill="#6d4a2a")
    brush.rectangle((450, 360, 486, 420), fill="#f2efe8")
    _disc(brush, 540, 396, 22, "#f6f3ea")


def _poster(brush: Brush, rng: Random) -> None:
    """A notice on the wall: a heading, lines, a dish."""
    brush.rectangle((0, 0, WIDTH, HEIGHT), fill=rng.choice(("#d9d4c8", "#cfd8d6", "#e6dccb")))
    brush.rectangle((292, 62, 692, 682), fill="#8f8a80")
    brush.rectangle((280, 50, 680, 670), fill="#fffdf6")
    brush.rectangle((280, 50, 680, 160), fill=rng.choice(CLOTHS))
    for left in range(330, 620, 64):
        brush.rounded_rectangle((left, 82, left + 44, 128), 8, fill="#fffdf6")
    _disc(brush, 480, 300, 96, "#ece4d2")
    for _ in range(7):
        _disc(
            brush,
            480 + rng.randint(-50, 50),
            300 + rng.randint(-50, 50),
            rng.randint(14, 32),
            rng.choice(FOODS),
        )
    for top in range(430, 620, 40):
        brush.rounded_rectangle((330, top, rng.randint(520, 630), top + 14), 7, fill="#8c8880")
    for left in (300, 640):
        _disc(brush, left + 10, 70, 10, "#c0392b")


def _receipt(brush: Brush, rng: Random) -> None:
    """A receipt and some coins."""
    left, lines = 330 + rng.randint(-60, 40), rng.randint(8, 12)
    bottom = 120 + lines * 44 + 60
    brush.rectangle((left + 10, 70, left + 290, bottom + 10), fill="#6b5138")
    brush.rectangle((left, 60, left + 280, bottom), fill="#fdfcf7")
    brush.rounded_rectangle((left + 80, 84, left + 200, 106), 6, fill="#55524c")
    for top in range(140, 140 + lines * 44, 44):
        brush.rounded_rectangle((left + 24, top, left + rng.randint(100, 160), top + 12), 5, fill="#9a968e")
        brush.rounded_rectangle((left + rng.randint(200, 226), top, left + 256, top + 12), 5, fill="#77736b")
    brush.rectangle((left + 24, bottom - 42, left + 256, bottom - 22), fill="#33312d")
    for _ in range(rng.randint(4, 8)):
        x, y, metal = (
            rng.randint(680, 880),
            rng.randint(180, 600),
            rng.choice(("#c9ccd0", "#c98f4a", "#d9c27a")),
        )
        _disc(brush, x + 4, y + 5, 40, "#5c4630")
        _disc(brush, x, y, 40, metal)
        _disc(brush, x, y, 31, "#e5e2da")


def _wet_floor(brush: Brush, rng: Random) -> None:
    """Tiles, a puddle, and the yellow sign."""
    brush.rectangle((0, 0, WIDTH, HEIGHT), fill="#c9cdcb")
    for line in range(0, WIDTH, 120):
        brush.line((line, 0, line + (line - 480) // 3, HEIGHT), fill="#a9aeab", width=5)
    for line in range(40, HEIGHT, 96):
        brush.line((0, line, WIDTH, line), fill="#a9aeab", width=5)
    for _ in range(9):
        x, y = rng.randint(180, 620), rng.randint(430, 560)
        brush.ellipse((x, y, x + rng.randint(120, 260), y + rng.randint(40, 90)), fill="#93b9cc")
    brush.ellipse((330, 470, 470, 505), fill="#d8ebf3")
    brush.polygon(
        [(650, 590), (730, 190), (790, 190), (860, 590)], fill="#f2c21a", outline="#b98f00", width=6
    )
    brush.polygon([(700, 480), (755, 330), (812, 480)], fill="#2b2b2b")
    brush.rounded_rectangle((749, 370, 763, 430), 6, fill="#f2c21a")
    _disc(brush, 756, 452, 8, "#f2c21a")


def _broken_cup(brush: Brush, rng: Random) -> None:
    """A cup in pieces, and what was in it."""
    for _ in range(8):
        x, y = rng.randint(240, 560), rng.randint(400, 520)
        brush.ellipse((x, y, x + rng.randint(120, 220), y + rng.randint(50, 110)), fill="#6f4a2b")
    china = rng.choice(("#f6f3ec", "#dfe9ee", "#f0dfd0"))
    brush.polygon(
        [(300, 250), (360, 300), (420, 240), (490, 310), (560, 250), (530, 470), (340, 470)],
        fill=china,
        outline="#9a9288",
        width=6,
    )
    brush.arc((520, 300, 640, 430), -80, 110, fill=china, width=24)
    for _ in range(rng.randint(7, 12)):
        x, y, far = rng.randint(150, 800), rng.randint(480, 660), rng.randint(16, 46)
        shard = [(x, y - far), (x + far, y + rng.randint(-8, 12)), (x - rng.randint(4, far), y + far)]
        brush.polygon(shard, fill=china, outline="#9a9288", width=3)


SUBJECTS: dict[str, Callable[[Brush, Random], None]] = {
    "plate": _plate,
    "pot": _pot,
    "seat": _seat,
    "poster": _poster,
    "receipt": _receipt,
    "wet_floor": _wet_floor,
    "broken_cup": _broken_cup,
}


def _grain(brush: Brush, rng: Random) -> None:
    """The grain of a wooden table."""
    for _ in range(26):
        y = rng.randint(0, HEIGHT)
        brush.line((0, y, WIDTH, y + rng.randint(-24, 24)), fill=rng.choice(("#a07f58", "#c2a077")), width=2)


def _disc(brush: Brush, x: float, y: float, radius: float, colour: str) -> None:
    brush.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
