"""The ticket on paper: a PDF to print and fold, and one for the phone. Pure: from what is known of a ticket to bytes."""
