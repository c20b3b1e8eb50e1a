"""What user_service promises, asked over HTTP of the real process."""
