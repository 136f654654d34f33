"""Sentences that tempt engines and people into the wrong crime: source, translation, and what the guard must say of it."""

from typing import NamedTuple


class Case(NamedTuple):
    """`blocks`: the rules that must forbid approval, none for a good translation. `warns`: rules that must at least warn."""

    source: str
    target: str
    to: str = "en"
    blocks: frozenset[str] = frozenset()
    warns: frozenset[str] = frozenset()
    territory: str = "REG"
    language: str = "es"


TERM = frozenset({"required_term"})
BAD = frozenset({"forbidden_term"})
BOTH = TERM | BAD
LT, LS = "Lucha contra la trata de personas.", "Lucha contra el tráfico ilícito de migrantes."
SWAP = frozenset({"other_crime"})
OBJECT = "Personas objeto de tráfico ilícito de migrantes"

WRONG = [
    # the measured mistakes of Apertium and Bergamot
    Case(LT, "Fight against treats it of people.", blocks=BOTH),
    Case(LT, "Fight against the treats of people.", blocks=BOTH),
    Case(LS, "Fight against the illicit traffic of migrants.", blocks=BOTH),
    Case(LS, "Fight against illicit trafficking in migrants.", blocks=BOTH),
    Case(LS, "Fight against illegal trafficking of migrants.", blocks=BOTH),
    # one crime for the other
    Case(LT, "Fight against people smuggling.", blocks=BOTH),
    Case(LT, "Fight against human smuggling.", blocks=BOTH),
    Case(LT, "Fight against smuggling of migrants.", blocks=TERM),
    Case(LS, "Fight against human trafficking.", blocks=BOTH),
    Case(LS, "Fight against trafficking in persons.", blocks=TERM),
    Case(LS, "Fight against migrant trafficking.", blocks=BOTH),
    Case(LS, "Fight against alien smuggling.", blocks=BOTH),
    Case(LT, "Fight against white slavery.", blocks=BOTH),
    # both terms in the original, one of them lost, doubled or swapped
    Case(
        "La trata de personas y el tráfico ilícito de migrantes son delitos.",
        "Trafficking in persons is a crime.", blocks=TERM,
    ),
    Case("La trata de personas y el tráfico ilícito de migrantes.", "Human trafficking and human smuggling.", blocks=BOTH),
    Case(
        "La trata de personas no es tráfico ilícito de migrantes.",
        "Smuggling of migrants is not smuggling of migrants.", blocks=TERM,
    ),
    # French
    Case(LT, "Lutte contre le trafic de personnes.", "fr", blocks=BOTH),
    Case(LT, "Lutte contre la traite des blanches.", "fr", blocks=BOTH),
    Case(LT, "Lutte contre le trafic humain.", "fr", blocks=BOTH),
    Case(LS, "Lutte contre la traite de migrants.", "fr", blocks=BOTH),
    Case(LS, "Lutte contre le passage de clandestins.", "fr", blocks=BOTH),
    Case(LS, "Lutte contre la traite des personnes.", "fr", blocks=TERM),
    # Portuguese: its right word for trata is Spanish's wrong one
    Case(LT, "Luta contra a trata de pessoas.", "pt", blocks=BOTH),
    Case(LT, "Luta contra o tráfico de brancas.", "pt", blocks=BOTH),
    Case(LS, "Luta contra o tráfico de pessoas.", "pt", blocks=BOTH),
    Case(LS, "Luta contra a trata de migrantes.", "pt", blocks=BOTH),
    Case("Personas migrantes en situación irregular", "Migrantes ilegais", "pt", blocks=BOTH),
    # into Spanish
    Case("Fight against human trafficking.", "Lucha contra el tráfico de personas.", "es", BOTH, language="en"),
    Case("Fight against trafficking in persons.", "Lucha contra la trata de blancas.", "es", BOTH, language="en"),
    Case("Fight against smuggling of migrants.", "Lucha contra la trata de migrantes.", "es", BOTH, language="en"),
    Case("Fight against migrant smuggling.", "Lucha contra el contrabando de migrantes.", "es", BOTH, language="en"),
    Case("Luta contra o tráfico de pessoas.", "Lucha contra el tráfico de personas.", "es", BOTH, language="pt"),
    Case("Lutte contre la traite des personnes.", "Lucha contra el tráfico humano.", "es", BOTH, language="fr"),
    # persons
    Case("Personas migrantes en situación irregular", "Illegal migrants", blocks=BOTH),
    Case("La persona migrante en situación irregular", "The illegal alien", blocks=BOTH),
    Case("Migración irregular", "Illegal migration", blocks=BOTH),
    Case("Las víctimas de trata de personas tienen derechos.", "The slaves have rights.", blocks=TERM, warns=BAD),
    Case("Explotación sexual de niñas, niños y adolescentes", "Child prostitution", blocks=BOTH),
    Case("Material de abuso sexual de niñas, niños y adolescentes", "Child pornography", blocks=BOTH),
    Case("Una persona sorda", "A deaf-mute", blocks=BOTH),
    Case("Persona en situación de prostitución", "Prostitute", blocks=TERM, warns=BAD),
    # plural, feminine, capitals, line breaks, accents left out
    Case("LUCHA CONTRA LA TRATA DE PERSONAS", "FIGHT AGAINST HUMAN SMUGGLING", blocks=BOTH),
    Case("contra la trata\nde personas", "against human\nsmuggling", blocks=BOTH),
    Case("el trafico ilicito de migrantes", "the illicit trafficking of migrants", blocks=BOTH),
    Case("La Trata de Personas", "The Traffic of Persons", blocks=TERM),
    # names, numbers, links, hashtags, handles, placeholders, marks
    Case("La CORETT y la CICESCT trabajan juntas.", "The CORETT and the Commission work together.", blocks=TERM),
    Case("Somos 9 países.", "We are 10 countries.", blocks=frozenset({"numbers"})),
    Case("Llame al 1555.", "Call 1556.", blocks=frozenset({"numbers"})),
    Case("Metas 5.2 y 8.7", "Targets 5.2 and 8.8", blocks=frozenset({"numbers"})),
    Case("Vea https://corett.org/es/trata", "See https://corett.org/es/treats", blocks=frozenset({"links"})),
    Case("Únase: #NoALaTrata", "Join: #NoToTreats", blocks=frozenset({"hashtags"})),
    Case("Siga a @CORETT_oficial", "Follow @CORETT_Official", blocks=frozenset({"handles"})),
    Case("Hola {{ country.name }}", "Hello {{ country.nombre }}", blocks=frozenset({"placeholders"})),
    Case("Hola {nombre}", "Hello {name}", blocks=frozenset({"placeholders"})),
    Case("Una marca de este texto", "A mark XT1X of this text", blocks=frozenset({"mask", "numbers"}) - {"numbers"}),
    Case(
        "La prevención es tarea de todas las personas del país.",
        "La prevención es tarea de todas las personas del país.", blocks=frozenset({"untranslated", "language"}),
    ),
    Case(
        "La prevención es tarea de todas las personas.",
        "La prevention es una tarea de todas las personas y de los países", blocks=frozenset({"language"}),
    ),
    Case(
        "Xqatzijoj chech ri winaq pa ri tinamit",
        "La trata de personas es un delito contra la persona", "quc", blocks=frozenset({"language"}),
    ),
    # those who commit the crimes, exchanged
    Case("Los tratantes de personas", "People smugglers", blocks=SWAP),
    Case("La persona tratante fue detenida.", "The smuggler was arrested.", blocks=SWAP),
    Case("Los traficantes de migrantes cobran.", "Human traffickers charge.", blocks=SWAP),
    Case("Migrant smugglers", "Tratantes de migrantes", "es", SWAP, language="en"),
    Case("Las víctimas de trata de personas", "The victims of human traffic", blocks=TERM),
    # nested terms, one of them lost inside the other
    Case("La trata de personas, la trata de niñas y el tráfico ilícito de migrantes.",
         "Trafficking in persons and the trafficking of migrants.", blocks=BOTH),
    Case("La trata interna de personas", "Internal human smuggling", blocks=BAD),
    Case("No es tráfico ilícito de migrantes: es trata de personas.",
         "It is not trafficking in persons: it is smuggling of migrants.", warns=frozenset({"crime_order"})),
    # the short form, and what machines make of it
    Case("Combatimos la trata.", "We fight smuggling.", blocks=TERM),
    Case("Combatimos la trata.", "We fight the treatment.", blocks=TERM),
    Case("Denuncie la trata", "Denounce the draft", blocks=TERM),
    # disguises: hyphens, ligatures, invisible letters, digits for letters, double spaces
    Case(LT, "Fight against HUMAN-SMUGGLING.", blocks=TERM),
    Case(LT, "Fight against human\u2011smuggling.", blocks=TERM),
    Case(LT, "Fight against human sm\u200buggling.", blocks=TERM),
    Case(LT, "Fight against traf\ufb01cking of peoples.", blocks=TERM),
    Case(LT, "Fight against trafficking in pers0ns.", blocks=frozenset({"numbers"}) | TERM),
    Case(LT, "Fight against human  smuggling.", blocks=BOTH),
    # feminine and plural, of persons
    Case("Las mujeres migrantes en situación irregular", "Illegal migrant women", blocks=BOTH),
    Case("Niñas migrantes en situación irregular", "Illegal girls", blocks=BOTH),
    Case("Personas migrantes en situación irregular", "Illegals", blocks=BOTH),
    Case("Personas migrantes en situación irregular", "Des migrantes illégales", "fr", blocks=BOTH),
    Case("Personas migrantes en situación irregular", "Des clandestins", "fr", blocks=BOTH),
    Case("Undocumented migrants", "Las ilegales", "es", BAD, language="en"),
    Case("Trafficked women and girls", "Mujeres y niñas traficadas", "es", BAD, language="en"),
    # French and Portuguese false friends
    Case(LT, "Lutte contre la traite négrière.", "fr", blocks=BOTH),
    Case(LT, "Lutte contre le trafic des êtres humains.", "fr", blocks=TERM),
    Case("Material de abuso sexual de niñas, niños y adolescentes", "Pédopornographie", "fr", blocks=TERM),
    Case("Explotación sexual de niñas, niños y adolescentes", "Prostitution enfantine", "fr", blocks=BOTH),
    Case(LT, "Luta contra o trato de pessoas.", "pt", blocks=TERM),
    Case(LS, "Luta contra o tráfico de imigrantes ilegais.", "pt", blocks=BOTH),
    Case(LS, "Luta contra a migração ilegal.", "pt", blocks=BOTH),
    Case("Explotación sexual de niñas, niños y adolescentes", "Prostituição infantil", "pt", blocks=BOTH),
    Case("Material de abuso sexual de niñas, niños y adolescentes", "Pornografia infantil", "pt", blocks=BOTH),
    # inside hashtags, links and addresses; and a term that only the hashtag says
    Case("#TrataDePersonas", "#HumanSmuggling", blocks=frozenset({"hashtags"})),
    Case("#AltoALaTrata La trata de personas duele.", "#AltoALaTrata hurts.", blocks=TERM),
    Case("Vea https://corett.org/trata-de-personas", "See https://corett.org/human-trafficking", blocks=frozenset({"links"})),
    Case("Escriba a ayuda@corett.org", "Write to help@corett.org", blocks=frozenset({"links"})),
    Case("Hola %(name)s", "Hello %(nombre)s", blocks=frozenset({"placeholders"})),
    # quoted by the original, so the translation has to say it rightly too
    Case("Dijo: «La trata de personas es un delito».", "He said: “Human smuggling is a crime”.", blocks=TERM, warns=BAD),
    # numbers and dates
    Case("El 30 de julio a las 09:00", "On 30 June at 09:00", blocks=frozenset({"dates"})),
    Case("30 July 2027", "30 de junio de 2027", "es", frozenset({"dates"}), language="en"),
    Case("El 50 % de las víctimas", "5% of the victims", blocks=frozenset({"numbers"})),
    Case("1,5 millones", "15 million", blocks=frozenset({"numbers"})),
    Case("Llame al 800 5533 000", "Call 800 5533 00", blocks=frozenset({"numbers"})),
]  # fmt: skip

RIGHT = [
    Case(LT, "Fight against trafficking in persons."),
    Case(LT, "Fight against human trafficking."),
    Case(LS, "Fight against the smuggling of migrants."),
    Case(LS, "Fight against migrant smuggling."),
    Case("Trata de personas y tráfico ilícito de migrantes.", "Human trafficking and smuggling of migrants."),
    Case(LT, "Lutte contre la traite des personnes.", "fr"),
    Case(LT, "Lutte contre la traite des êtres humains.", "fr"),
    Case(LS, "Lutte contre le trafic illicite de migrants.", "fr"),
    Case(LT, "Luta contra o tráfico de pessoas.", "pt"),
    Case(LS, "Luta contra o contrabando de migrantes.", "pt-BR"),
    Case(LS, "Luta contra o contrabando de migrantes.", "pt"),
    Case("Fight against trafficking in persons.", "Lucha contra la trata de personas.", "es", language="en"),
    Case("Luta contra o tráfico de pessoas.", "Lucha contra la trata de personas.", "es", language="pt"),
    Case("Víctimas de trata de personas", "Victims of human trafficking"),
    Case("Se trata de personas honestas.", "They are honest people."),
    Case("El informe trata de personas desplazadas.", "The report is about displaced people."),
    Case("La trata bien.", "He treats her well."),
    Case("Ocho de cada 10.000 personas", "Eight of every 10,000 people"),
    Case("A las 09:00 en Guatemala", "At 9:00 in Guatemala"),
    Case("#TrataDePersonas https://corett.org/trata-de-personas", "#TrataDePersonas https://corett.org/trata-de-personas"),
    Case("Trabajo decente para todas las personas", "Decent work for all"),
    Case("El agua clara", "The clear water"),
    # official titles keep the words the title has
    Case(
        "El Protocolo relativo a la venta de niños, la prostitución infantil y la utilización de niños en la pornografía",
        "The Protocol on the sale of children, child prostitution and child pornography",
    ),
    # a national label stands in quotation marks in that country
    Case("The law says “smuggling”.", "La ley dice «tráfico ilegal de personas».", "es", language="en", territory="SV"),
    # persons, in the forms in which one really writes of them
    Case("Las víctimas de trata de personas", "Trafficked persons"),
    Case("La víctima de trata de personas es una niña.", "The victim of human trafficking is a girl."),
    Case("Las tratantes", "The traffickers"),
    Case(OBJECT, "Smuggled migrants"),
    Case("Mujeres migrantes en situación irregular", "Migrant women in an irregular situation"),
    Case("La trata de niñas y mujeres", "Trafficking in women and girls"),
    Case("Combatimos la trata.", "We fight trafficking."),
    Case("Combatimos la trata.", "We fight human trafficking."),
    Case("La trata con fines de explotación laboral", "Trafficking for labour exploitation"),
    Case("Lutte contre la traite", "Lucha contra la trata", "es", language="fr"),
    # the same words, said of something else
    Case("El tráfico de drogas y de armas", "Drug and arms trafficking"),
    Case("El tráfico ilícito de armas", "Illicit trafficking in arms"),
    Case("El tráfico de la ciudad", "The city's traffic"),
    Case("La persona trata de ayudar.", "The person tries to help."),
    Case("De eso se trata.", "That is what it is about."),
    Case("El ministerio trata con respeto a las víctimas.", "The ministry treats victims with respect."),
    Case("La explotación ilegal de la tierra", "The illegal exploitation of land"),
    Case("Una decisión legal, no ilegal", "A legal decision, not an illegal one"),
    Case("El 1 de mayo marchamos", "On 1 May we march"),
    Case("Puede llamar", "You may call"),
    # names and titles
    Case("Trata de Personas y Tráfico Ilícito de Migrantes: nueve países",
         "Trafficking in Persons and Smuggling of Migrants: nine countries"),
    Case("Protocolo contra el tráfico ilícito de migrantes por tierra, mar y aire",
         "Protocol against the Smuggling of Migrants by Land, Sea and Air"),
    Case("Convenio para la represión de la trata de personas y de la explotación de la prostitución ajena",
         "Convention for the Suppression of the Traffic in Persons and of the Exploitation of the Prostitution of Others"),
    Case("Coalición Regional contra la Trata de Personas y el Tráfico Ilícito de Migrantes",
         "Coalition régionale contre la traite des personnes et le trafic illicite de migrants", "fr"),
    Case("Mais de 10.000 pessoas", "Más de 10 000 personas", "es", language="pt"),
]  # fmt: skip

QUOTED = [
    Case("El diario dijo: «trata de blancas».", "The paper said: “white slavery”.", warns=BAD),
    Case("No diga «ilegales».", "Do not say “illegals”.", warns=BAD),
]
