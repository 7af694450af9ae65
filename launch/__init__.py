"""`make run`: C3 on one machine. The interesting part is `launch.run`."""
