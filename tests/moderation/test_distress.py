import pytest

from moderation.distress import looks_like_a_call_for_help

CALLS = """
me tienen encerrada en una casa
Me tienen trabajando sin pagarme en una finca
no me dejan salir del bar
No nos dejan hablar con nadie
mi hija desapareció ayer
Mi hermano no aparece desde el lunes
mi prima se fue con un hombre que conoció por internet y no contesta
están vendiendo niñas en el mercado
necesito ayuda urgente
Necesito ayuda
ayúdenme por favor
auxilio
Me quitaron el pasaporte y no me pagan
el señor nos obliga a trabajar de noche
quiero denunciar a una persona
¿Dónde puedo denunciar un caso de trata?
cómo denuncio
soy víctima de trata
Creo que mi vecina está siendo explotada
conozco a una muchacha que está obligada a prostituirse
hay mujeres encerradas en el hotel de la esquina
se llevaron a mi hermana
tengo miedo, me van a matar
Me ofrecieron trabajo en México y ahora no puedo salir
un coyote dejó tirado a mi primo y me pide más dinero
estoy en peligro
Sáquenme de aquí
me engañaron con un trabajo de mesera
vi a unos niños amarrados en un camión
ya no aguanto, me quiero morir
busco a mi hija, tiene 15 años
me t i e n e n encerrada aquí
me t1enen s3cuestrada
me tіenеn encerrada
ME TIENEN SECUESTRADO
tengo información sobre una red de trata
mi novio me obliga a acostarme con otros
no sé dónde estoy, me trajeron con engaños
tienen a mi hermana en un cuarto
nos tienen amenazados
Ayúdame a encontrar a mi hija
necesito ayuda con mi hija, se la llevaron
help me
I need help please
They won't let me leave the house
they took my passport
My daughter is missing since Friday
I want to report a case
how can I report trafficking?
I am being forced to work
my boss locked us in
someone is selling girls in my street
I think my neighbour is being held against her will
I'm scared, he said he will kill me
we can't leave and we are not paid
please help us
I was tricked with a job offer
I saw children locked in a truck
sos
She is in danger
aidez-moi s'il vous plaît
tanpri ede m
por favor alguien que me responda, estoy sola en un cuarto y no hay salida
un hombre le prometió trabajo a mi hija en Cancún y desde entonces no sé de ella
la dueña del bar no me deja ir hasta que pague lo que debo
trabajo 16 horas y no veo un centavo, tienen mi cédula
mi sobrina de 14 años se va a ir con un señor de 40 que conoció en facebook
me están pidiendo fotos desnuda o si no las publican
quieren casar a mi hermana de 13 años a la fuerza
los mareros quieren llevarse a mi hijo
en la finca hay gente que no puede salir
hay un camión con personas adentro, se oyen gritos
desaparecio mi hija, ayuda
quiero poner una denuncia anónima
¿a quién llamo si sé de un caso?
mi patrona me pega y me dejó sin documentos
vine de Honduras, me quitaron todo y me hacen trabajar en la calle
me tocan y no puedo decir nada
mi papá me vende a sus amigos
estoy escondida, él me está buscando
escapé de donde me tenían, no sé qué hacer
me da miedo que me encuentren
mi tía me hace pedir dinero en el semáforo
creo que mi compañera de clase está en problemas, un tipo la controla
el coyote nos dejó encerrados
nos abandonaron en el desierto
tienen a unos niños trabajando en la mina
me amenazan con publicar mis fotos
me llevaron a un hotel y me dieron algo de tomar
They force me to have sex with clients
my employer keeps my passport
I have not been paid for six months and cannot go home
A man promised my sister a job in Panama and she disappeared
I ran away and I don't know where to go
Someone is following me
he makes me send pictures
there is a girl in my building who never goes out and cries
I need to talk to someone, it's about my cousin, she is in trouble
who can I call? it is an emergency
they say I owe them money and can't leave until I pay
my friend was taken to Mexico against her will
they are holding 20 people in a house near the border
necesito que me saquen de esta casa
llevamos tres semanas sin poder hablar con la familia
mi marido me encierra con llave
el patrón no nos da los pasaportes
unas muchachas extranjeras trabajan en el night club y nunca salen
me piden que lleve una maleta a cambio de dinero y si no le hacen algo a mi mamá
mi ex me amenaza con quitarme a mi bebé si no trabajo para él
mi nieta se fue a México con un novio y ya no tiene teléfono
a mi amiga la contactó una agencia de modelos y le piden viajar mañana
mi jefe me toca y dice que si hablo me denuncia a migración
soy menor y quiero irme de mi casa porque me hacen daño
me obligaron a cruzar droga
estamos en una bodega con otras personas, somos como treinta
no puedo hablar mucho, por favor vengan
mándenme a alguien
vivo con un señor que me compró
mi mamá me quiere dar a un hombre mayor por dinero
hola me podrian orientar, creo que estoy siendo victima
me siento sola y en peligro
hay niños pidiendo dinero en la calle y un señor les quita todo
mi prima de 16 baila en un bar
tengo una amiga que la están obligando
he keeps me in the house and I have no money
my cousin's boss took her ID
we are stuck in a warehouse, please come
my stepdad sells me to his friends
my friend is 15 and an older man wants to take her abroad
the recruiter says we must pay before going home
I think I'm being trafficked
some men took a boy in a van
no puedo salir de la casa donde trabajo, tienen mis papeles
auxilio, me llevan a otro país
quiero hacer una denuncia por trata
ayuda por favor estoy encerrada
mi hermana menor desapareció en la terminal de buses
me obligan a vender drogas
fui víctima de explotación y necesito apoyo
me secuestraron
están explotando a personas en esta fábrica
tengo miedo de mi patrón
necesito que alguien me ayude a escapar
cómo puedo reportar a un tratante
una niña está siendo explotada cerca de mi casa
I need to report trafficking
please help me I am trapped
my sister was kidnapped
they force us to work at night
I'm a victim
where can I get help?
my boss has my passport
trabajo de sol a sol y duermo en el piso de la cocina
el dueño dice que le debo el pasaje y que no me voy hasta pagar
me dijeron que iba a cuidar ancianos y esto es otra cosa
mi cuñado trajo a una muchacha y no la deja hablar con nadie
hay un local que abre de noche con chicas muy jovencitas
a mi prima le ofrecieron ser modelo y le pagan el boleto
ya no tengo contacto con mi hijo desde que cruzó
la señora me pega cuando rompo algo
quieren que me case con él
me mandan a pedir limosna y si no traigo dinero no como
nos bajaron del bus y nos quitaron los documentos
vivo en la calle y un hombre me ofrece casa a cambio de cosas
I sleep in the kitchen and work all day
he says I still owe for the ticket
they told me it was a waitress job but it is something else
the girls next door look very young and men come every night
nobody has heard from my son since he crossed
she hits me when I break something
they want me to marry him
we have no food and they took our phones
mi novio amenaza con publicar un video íntimo
trabajo en una casa y no me han dado ni un día libre, la señora guarda mi pasaporte
no soy de este país y no conozco a nadie, el señor que me trajo quiere que trabaje en un bar
unos señores le ofrecen dinero a las niñas afuera de la escuela
mi hijo salió hacia Estados Unidos y perdimos contacto
una señora del pueblo está llevando muchachas a la capital
quiero salir de esto
tengo 16 y mi novio me prostituye
nos trajeron de Nicaragua para cortar caña y nos deben tres meses
me están siguiendo, ayuda por favor
el que me cruzó me pide más dinero
vi un anuncio de trabajo sospechoso, me pidieron fotos en ropa interior
ya pagué el viaje y no contestan
conoci a alguien por tiktok y quiere que vaya a verlo a otro país
esta niña no es hija de ese señor
im 14 and he wants me to meet him
they bring new girls every week
I can't talk, text only
my agency took my visa and I work without pay
the man who brought us wants more money
""".strip().splitlines()

ORDINARY = """
¿Dónde descargo el logo?
Necesito ayuda con el logo
necesito ayuda para descargar el kit
Ayúdame a publicar el video del 30 de julio
¿Me pueden ayudar con la traducción al garífuna?
Hola
Buenos días, quiero el kit de la campaña
kit 30 de julio
/ayuda
Quiero compartir la campaña contra la trata de personas
¿Cuándo es el Día Mundial contra la Trata de Personas?
¿Cuántas personas vieron la publicación?
Quiero reportar mis métricas de junio
cómo reporto el alcance de la publicación
quiero reportar un error en el subtítulo
Adjunto la foto del taller con funcionarias de migración
Necesito los mensajes clave para el público 4
¿Cuál es la línea oficial de Honduras?
Necesitamos la pieza en formato cuadrado
¿Puedo cambiar el texto de la tarjeta?
Gracias por la información
La trata de personas es un delito grave
20 víctimas identificadas y asistidas en 2025. Fuente: CICESCT
Enviar a aprobación
Mi perfil está desconectado
no puedo entrar a mi cuenta
¿Quién aprueba las publicaciones en Panamá?
Programar para mañana a las 9
Falta el texto alternativo de la imagen
Promovemos la atención integral a víctimas de trata de personas
Informe trimestral de la campaña en República Dominicana
¿El boletín sale el 15 de julio?
Quiero los subtítulos en inglés
Denuncia en la línea oficial de tu país
Where do I download the logo?
I need help with the logo
can you help me to share this post
I want to report my metrics for June
how do I report a bug in the bot?
When is the World Day against Trafficking in Persons?
Please send me the kit for Belize
Which posts did well last month?
The approval is due on Friday
We promote comprehensive assistance for victims of trafficking in persons
I need the card in English
Thanks for the information
¿Hay subtítulos para el video corto?
Comparto la nota de prensa de la reunión plenaria
¿Pueden mandar el PDF de la hoja informativa?
Quiero cambiar mi idioma a inglés
La fiscalía rescató a 12 personas ayer, ¿puedo publicarlo?
Foto del foro con sociedad civil en Tegucigalpa
¿Cómo programo una publicación para Belice?
no me llega el código
No puedo descargar el archivo
no me deja subir la foto
¿Tienen material sobre niñas y adolescentes?
Necesito material para adolescentes migrantes
Tengo una pregunta sobre el calendario
quiero enviar una foto del taller
¿Tienen la pieza sobre trata de personas con fines de explotación sexual?
ayuda con mi cuenta
me pueden ayudar a instalar el bot
Busco el video de la campaña
¿Dónde están los mensajes clave para organismos internacionales?
Necesito ayuda para redactar el boletín
Quiero dar de baja mi suscripción
aprobado
Rechazar: falta la fuente
La actividad con mujeres garífunas fue el martes
Charla a jóvenes del instituto sobre señales de alerta
Publicamos en Facebook, 1200 personas alcanzadas
¿Qué hashtag usamos?
Reporte de junio: 3 publicaciones, 2 reuniones
tengo un problema con el enlace
quiero reportar que la imagen no carga
Can I have the factsheet?
I can't download the file
the bot won't let me upload a photo
what does the campaign say about smuggling of migrants?
how do I get the subtitles?
I don't get the code
please help with the translation into Garifuna
Photo of the workshop with migration officers
report for June: 3 posts and 2 meetings
Do you have a card about children and adolescents?
Me gustó mucho la campaña
Nos reunimos el lunes con la secretaría técnica
Mi correo es ana@example.org
¿Me agregan al grupo?
Soy periodista de Nicaragua
Soy comunicadora de la CONATT
Estoy de vacaciones hasta el lunes
Tengo una duda
Vine a recoger los afiches
no me deja compartir
No me sale el menú
¿Ella puede aprobar en Panamá?
Mi país es Costa Rica
Nos falta la versión en miskitu
¿Hay una versión para niñas y niños?
me pueden mandar la lista de países
la conferencia es en un hotel de la zona 10
Hoy estuvimos en una escuela con 40 estudiantes
Gracias, nos ayudó mucho
¿Cuándo me dan acceso?
I am the community manager for Belize
We met the technical secretariat on Monday
I like the new campaign
My email is ana@example.org
it doesn't let me share
Can she approve in Panama?
I will be on leave next week
what can I do here?
is there a version for children?
where is the map of hotlines?
¿Cuál es el correo de la secretaría técnica?
Mándenme el calendario de agosto
¿Ya está aprobada la tarjeta?
Me gustaría recibir los mensajes en inglés
No recibí la notificación
¿Cómo cambio de país?
Buenas tardes, soy de la SVET
Les comparto el boletín de julio
¿Tienen algo sobre trabajo infantil?
Estamos preparando el foro del 23 de septiembre
Queremos una pieza para radio
¿Puedo usar el logo en camisetas?
El enlace está roto
La imagen sale cortada en Facebook
¿Qué dice la ley de Honduras?
Necesito las estadísticas de víctimas con su fuente
Hicimos una charla con 30 mujeres
Mi colega también quiere entrar
¿Por qué no se publicó?
¿Dónde veo las métricas de mi país?
We are preparing the September event
Can I use the logo on T-shirts?
The link is broken
How do I change my country?
I did not get the notification
Do you have something about child labour?
Send me the August calendar
Good morning, I am from the A-TIPS Council
My colleague also wants to join
Why was it not published?
¿Ya salió la nota?
No tengo internet, lo hago mañana
Me encanta
Necesito la presentación en PowerPoint
Hola, ¿cómo estás?
Los datos de Honduras están incompletos
La reunión es en Ciudad de Guatemala
tenemos listo el guion
pueden revisar mi texto
Recuérdame mañana
¿Cuántos miembros hay?
Publica esto: Día Mundial contra la Trata de Personas
silenciar
idioma español
sí
no
cancelar
OK thanks
show me the queue
what is due tomorrow?
""".strip().splitlines()


@pytest.mark.parametrize("text", CALLS)
def test_a_call_for_help_is_recognised(text: str) -> None:
    assert looks_like_a_call_for_help(text)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_request_is_answered_as_such(text: str) -> None:
    assert not looks_like_a_call_for_help(text)


@pytest.mark.parametrize("noise", ["vi a ", "mi hija ", "me tienen ", "hay niñas ", "conozco ", "a b c d ", "my daughter "])
def test_noise_does_not_hide_a_call(noise: str) -> None:
    assert looks_like_a_call_for_help(noise * 400 + "\nno me dejan salir")


def test_a_text_that_takes_too_long_to_read_counts_as_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moderation.distress.PATIENCE_S", 1e-9)

    assert looks_like_a_call_for_help("¿Dónde descargo el logo? " * 300)
