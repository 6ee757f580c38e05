"""The overseer: watches what running boxes do, from the host, and ends what runs away."""
