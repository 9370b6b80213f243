"""Reading runs, missions and what they left."""
