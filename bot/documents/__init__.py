"""Files in and out: what others send is read here, what Vigie hands over written."""
