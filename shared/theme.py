"""The colours of C3 for what cannot read CSS variables (charts, Quasar), equal to `web/static/css/theme.css`.

A colour is a name to `#rrggbb`. A tone of `shared.words` is two: its name for text, `<name>-soft` behind it.
"""

LIGHT = {
    "bg": "#f8f6f1",
    "surface": "#ffffff",
    "sunken": "#f0ece4",
    "text": "#1f292b",
    "muted": "#556165",
    "line": "#ded8cd",
    "control": "#737d80",
    "primary": "#006f83",
    "primary-strong": "#005868",
    "primary-soft": "#e2f1f3",
    "on-primary": "#ffffff",
    "accent": "#bf6510",
    "error": "#ce0000",
    "bad": "#a90000",
    "bad-soft": "#fde9e7",
    "good": "#115a36",
    "good-soft": "#e1f3e8",
    "warn": "#8b3200",
    "warn-soft": "#ffe9d8",
    "info": "#004c59",
    "info-soft": "#e2f1f3",
    "neutral": "#4a5457",
    "neutral-soft": "#ece8e0",
    "chart-1": "#006f83",
    "chart-2": "#bf6510",
    "chart-3": "#76519e",
    "chart-4": "#4b7a2b",
}

DARK = {
    "bg": "#12181a",
    "surface": "#1b2427",
    "sunken": "#253034",
    "text": "#e9edec",
    "muted": "#adb9bb",
    "line": "#36444a",
    "control": "#87969b",
    "primary": "#58c8da",
    "primary-strong": "#8adeea",
    "primary-soft": "#143a42",
    "on-primary": "#04272e",
    "accent": "#f0a560",
    "error": "#ff9d94",
    "bad": "#ffaea6",
    "bad-soft": "#4a2222",
    "good": "#8fdcb0",
    "good-soft": "#173b2a",
    "warn": "#ffc092",
    "warn-soft": "#482b14",
    "info": "#95deea",
    "info-soft": "#143a42",
    "neutral": "#c9d1d2",
    "neutral-soft": "#2e3a3e",
    "chart-1": "#58c8da",
    "chart-2": "#f0a560",
    "chart-3": "#c5a5ea",
    "chart-4": "#a5d47c",
}

THEMES = {"light": LIGHT, "dark": DARK}

FONT = (
    'system-ui, -apple-system, "Hiragino Sans", "Hiragino Kaku Gothic ProN", "Noto Sans JP", '
    '"Noto Sans CJK JP", "BIZ UDPGothic", Meiryo, sans-serif'
)
