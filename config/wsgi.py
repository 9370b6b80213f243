"""WSGI entry point: requests on servers."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# What is loaded now stays for ever; looking through it for garbage again and again, and after
# every few hundred objects of a request, was a tenth of a request's time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
