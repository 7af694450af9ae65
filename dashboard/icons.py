"""The icons of the figures, inline: another origin's sprite is out of reach.

Most are those of c3-app (`web/static/icons/sprite.svg`), and some are only here.
"""

STROKE = (
    'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
)

SHAPES = {
    "report": (
        '<path d="M6 3.5h8.5L18.5 7.5V19.5a1 1 0 0 1-1 1H6.5a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1z"/>'
        '<path d="M14.2 3.7v4h4"/><path d="M8.8 12h6.4M8.8 15.8h4.4"/>'
    ),
    "board": (
        '<rect x="3.5" y="4.5" width="17" height="14" rx="2"/><path d="M12 2.5v2"/>'
        '<path d="M7.2 9h5.6M7.2 12.2h9.6M7.2 15.2h4"/>'
        '<circle cx="16.2" cy="8.8" r=".9" fill="currentColor"/>'
    ),
    "home": (
        '<path d="M3.5 11.2 12 4l8.5 7.2"/>'
        '<path d="M5.8 9.6V19a1 1 0 0 0 1 1h3.4v-5.2h3.6V20h3.4a1 1 0 0 0 1-1V9.6"/>'
    ),
    "ai": (
        '<path d="M20 11.2c0 4-3.6 7-8 7-1 0-2-.15-2.9-.43L5 19.8l.9-3.5C4.7 15 4 13.2 4 11.2c0-4'
        ' 3.6-7 8-7"/>'
        '<path d="M17.8 2.8c.3 1.9 1.1 2.7 3 3-1.9.3-2.7 1.1-3 3-.3-1.9-1.1-2.7-3-3 1.9-.3 2.7-1.1 3-3z"/>'
        '<path d="M8.8 11.3h.02M12 11.3h.02M15.2 11.3h.02" stroke-width="2.3"/>'
    ),
    "analysis": '<path d="M4 4v15a1 1 0 0 0 1 1h15"/><path d="M8.5 16v-4M12.7 16V8M17 16v-6"/>',
    "language": (
        '<circle cx="12" cy="12" r="8.5"/>'
        '<path d="M3.5 12h17M12 3.5c2.6 2.4 3.8 5.3 3.8 8.5s-1.2 6.1-3.8 8.5'
        'c-2.6-2.4-3.8-5.3-3.8-8.5s1.2-6.1 3.8-8.5z"/>'
    ),
    "more": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "download": '<path d="M12 4v10.5M7.5 10.5 12 15l4.5-4.5"/><path d="M5 19.5h14"/>',
    "link": (
        '<path d="M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1"/>'
        '<path d="M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1"/>'
    ),
    "till": (
        '<rect x="3.5" y="11" width="17" height="8.5" rx="1.5"/><path d="M6 11l1.5-6.5h9L18 11M8.5 15.2h7"/>'
    ),
    "missing": (
        '<rect x="4" y="5" width="16" height="15" rx="2"/>'
        '<path d="M4 9.5h16M8 3v3.5M16 3v3.5M12 12.5v3M12 17.6v.02"/>'
    ),
    "goal": '<path d="M6 21V4M6 4.8h11.5l-2.6 3.7 2.6 3.7H6"/>',
    "back": '<path d="m15 5-7 7 7 7"/>',
    "next": '<path d="m9 5 7 7-7 7"/>',
    "yen": '<path d="m6 4.5 6 7.5 6-7.5M12 12v8M7.5 12.5h9M7.5 16h9"/>',
    "people": (
        '<circle cx="9" cy="8.5" r="3.3"/>'
        '<path d="M2.8 19.5c.6-3.5 3-5.5 6.2-5.5s5.6 2 6.2 5.5M15.5 5.5a3.3 3.3 0 0 1 0 6M17.5'
        ' 14.5c2 .8 3.3 2.5 3.7 5"/>'
    ),
    "user": '<circle cx="12" cy="8" r="3.6"/><path d="M4.8 20c.7-4 3.5-6.2 7.2-6.2s6.5 2.2 7.2 6.2"/>',
    "claim": (
        '<path d="M5 4.5h14a1.5 1.5 0 0 1 1.5 1.5v9.5a1.5 1.5 0 0 1-1.5 1.5h-6.5L8 20.8V17H5a1.5'
        " 1.5 0 0 1-1.5-1.5V6"
        'A1.5 1.5 0 0 1 5 4.5z"/><path d="M12 7.7v3.6M12 13.9v.02" stroke-width="2"/>'
    ),
}

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" aria-hidden="true" class="logo">'
    '<rect width="64" height="64" rx="16" fill="#006f83"/>'
    '<path d="M14.5 33.5a17.5 17.5 0 0 0 35 0" fill="none" stroke="#fff" stroke-width="7.5"'
    ' stroke-linecap="round"/>'
    '<g fill="none" stroke="#ffc46b" stroke-width="4.5" stroke-linecap="round">'
    '<path d="M23.5 30c-3-3.5 3-6.5 0-10"/>'
    '<path d="M32 30c-3-4.5 3-9.5 0-15.5"/><path d="M40.5 30c-3-3.5 3-6.5 0-10"/></g></svg>'
)


def icon(name: str, css: str = "icon") -> str:
    """The icon as inline SVG that readers of a screen are not told about."""
    return f'<svg class="{css}" viewBox="0 0 24 24" aria-hidden="true" {STROKE}>{SHAPES[name]}</svg>'
