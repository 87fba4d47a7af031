"""What an account needs once, before anything is published or deployed in it: its roles, and who becomes them."""
