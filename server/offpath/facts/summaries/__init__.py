"""What other units may know of a unit: frozen values without trees."""
