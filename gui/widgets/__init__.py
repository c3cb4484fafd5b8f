"""Small widgets that know nothing of clips or morphs."""
