"""What the features' endpoints share: the parts of the server, who is asking, and how often."""
