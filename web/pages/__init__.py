"""What every page shares and no noun owns: template tags, the theme, errors."""
