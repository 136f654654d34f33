"""A sheet with every part, for documents."""

from assets.documents import Bar, Chart, Number, Part, Sheet, Voice, When

SHEET = Sheet(
    title="Nueve países, una sola voz contra la trata de personas",
    kicker="30 de julio · Día Mundial contra la Trata",
    lead="La Coalición coordina la prevención, la protección de las víctimas y la persecución de ambos delitos.",
    place_and_date="Ciudad de Guatemala, 30 de julio de 2027",
    figures=[
        Number(value="9", label="países miembros desde 2011"),
        Number(value="21", label="mensajes clave por público"),
        Number(value="4", label="públicos con plan de contenido"),
    ],
    parts=[
        Part(
            heading="Qué es la trata de personas",
            paragraphs=[
                "Captar, trasladar o recibir a una persona por la fuerza, el engaño o el abuso de poder para explotarla."
            ],
        ),
        Part(
            heading="Qué hacemos",
            points=["Prevenir con campañas comunes.", "Proteger a las víctimas.", "Perseguir ambos delitos."],
        ),
        Part(
            heading="Qué puede hacer usted", paragraphs=["Compruebe quién ofrece un trabajo y cuénteselo a alguien de confianza."]
        ),
    ],
    voices=[Voice(text="La trata de personas es un delito que nos toca a todos.", by="Sociedad civil")],
    charts=[
        Chart(
            title="Mensajes clave por público",
            bars=[Bar(label="Altas autoridades", value=6), Bar(label="Foros regionales", value=5), Bar(label="Sociedad civil")],
            source="Fuente: Estrategia de visibilidad y comunicación.",
        )
    ],
    dates=[When(date="23 de septiembre", what="Día Internacional contra la Explotación Sexual y la Trata")],
    contact=["Secretaría Técnica de la CORETT"],
    hashtag="#ContraLaTrata",
    link="https://prensa.example.org/r/k7mxw2pq",
)
