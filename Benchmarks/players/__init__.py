"""What each player makes of our audio; see `scripts/players`."""
