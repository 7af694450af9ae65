"""Headers that both applications send."""

# Photos come by a file field, which asks for no permission of a page.
FEATURES = (
    "accelerometer",
    "bluetooth",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS = ", ".join(f"{feature}=()" for feature in FEATURES)
# Of a file whose address changes with what is in it.
FOR_A_YEAR = "public, max-age=31536000, immutable"
