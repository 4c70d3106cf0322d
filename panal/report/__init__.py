"""The report on a class: what is known of it is read, analysed and laid out as one page."""
