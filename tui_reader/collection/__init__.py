"""Every machine: what is kept here, kept in step with a private Collection on the Hub."""
