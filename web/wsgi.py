"""The application as a WSGI server loads it, configured by the environment."""

from web import create_app
from web.prompt import PromptQueries

app = create_app()
#: What a server that can answer in its event loop asks first.
prompt = PromptQueries(app)
