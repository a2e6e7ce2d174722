"""One adapter per channel: platform update → Event; Message → platform call."""
