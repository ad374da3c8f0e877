"""What stand-alone scripts are put together from: real modules, of which a script holds the parts that it uses."""
