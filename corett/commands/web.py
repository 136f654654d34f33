"""`corett web`: newsroom and console alone; the worker may run elsewhere."""

from typing import Annotated

import typer

from corett.acting import ready_house
from corett.cli import language
from corett.output import say
from foundation.texts import N_, Texts

app = typer.Typer()
_ = Texts(language())


@app.callback(invoke_without_command=True)
def web(
    host: Annotated[str, typer.Option(help=_(N_("Dirección en la que escucha; vacía: [web] host")))] = "",
    port: Annotated[int, typer.Option(help=_(N_("Puerto; 0: [web] port")))] = 0,
) -> None:
    """Serves until Ctrl-C; prints the one-time login link while the administrator has no password."""
    import uvicorn  # noqa: PLC0415 - 0.2 s that the help need not pay

    from corett.serving import web_app  # noqa: PLC0415
    from web.sessions import first_login_link  # noqa: PLC0415

    house = ready_house()
    host, port = host or house.settings.web.host, port or house.settings.web.port
    say(house.texts(N_("Sala de prensa: {address}"), address=house.settings.public_url))
    link = first_login_link(house.database, house.clock, house.settings.public_url, house.settings.app.user)
    if link:
        say(house.texts(N_("Primera entrada a la consola (vale una vez, 24 h): {link}"), link=link))
    calm = uvicorn.Config(
        web_app(house),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(calm).run()
