"""The person's side of connecting a profile: shows the address, waits for the pasted code or for the browser to come back."""

from http.server import BaseHTTPRequestHandler, HTTPServer

import typer

from corett.output import say
from foundation.texts import N_, Texts

WAIT_S = 600


def ask_by_hand(texts: Texts, address: str) -> str:
    """Shows where to say yes and reads the code (or the whole address) that the person pastes."""
    say(texts(N_("1. Abra esta dirección con la cuenta que publicará y diga que sí:")) + f"\n\n   {address}\n")
    return str(typer.prompt(texts(N_("2. Pegue aquí el código, o la dirección entera a la que llegó")), err=True))


def wait_for_the_browser(texts: Texts, address: str, port: int) -> str:
    """Shows where to say yes and waits for the network to send the browser back to this machine."""
    came: list[str] = []

    class Door(BaseHTTPRequestHandler):
        """Takes one visit."""

        def do_GET(self) -> None:
            came.append(f"http://localhost:{port}{self.path}")
            body = texts(N_("Listo. Puede cerrar esta página y volver a la terminal.")).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002 - the code must not be logged
            return

    with HTTPServer(("127.0.0.1", port), Door) as server:
        server.timeout = WAIT_S
        say(texts(N_("Abra esta dirección con la cuenta que publicará y diga que sí:")) + f"\n\n   {address}\n")
        server.handle_request()
    return came[0] if came else ""
