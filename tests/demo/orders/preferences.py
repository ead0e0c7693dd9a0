"""Preferences of customers."""

DEFAULTS = {"theme": "system", "language": "en", "newsletter": True}


def validate_preferences(preferences):
    """Keep the known keys."""
    return {key: preferences.get(key, default) for key, default in DEFAULTS.items()}


def save_user_preferences(user_id, preferences):
    """Save the preferences of a customer."""
    validated = validate_preferences(preferences)
    return {"status": "saved", "user_id": user_id, "preferences": validated}
