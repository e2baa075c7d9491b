"""The application as a WSGI server loads it, configured by the environment."""

from web import create_app

app = create_app()
