"""What happens in a run's boxes now, told by the engine over a socket that only reads."""
