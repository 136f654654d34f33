"""Everything the bot says, in one place to be read aloud: warm, short, never a promise it cannot keep. Telegram's HTML."""

from typing import Final

from foundation.texts import N_

ASK_LANGUAGE: Final = (
    "¡Hola! Soy el bot de la CORETT. ¿En qué idioma hablamos?\n\nHello! I am CORETT's bot. Which language shall we speak?"
)
LANGUAGE_NAMES: Final = {"es": "Español", "en": "English", "fr": "Français", "pt": "Português", "ht": "Kreyòl"}
ASK_COUNTRY: Final = N_("Mucho gusto. ¿De qué país nos escribe? Así verá primero lo de su país.")
READY: Final = N_(
    "¡Todo listo! Con este bot comparte los mensajes de la Coalición:\n\n"
    "• Escriba /kit y lo que busca, por ejemplo: <code>/kit 30 julio</code>\n"
    "• En cualquier chat, escriba <code>@{bot} 30 julio</code> y elija un mensaje.\n\n"
    "/idioma y /pais cambian sus preferencias; /privacidad explica qué se guarda.\n\n"
    "Este bot no recibe denuncias. Si usted u otra persona necesita ayuda, toque /ayuda."
)
HOW_TO: Final = N_(
    "Para compartir un mensaje, escriba /kit y lo que busca, por ejemplo: <code>/kit 30 julio</code>\n"
    "También puede escribir <code>@{bot} 30 julio</code> en cualquier chat."
)

HELP_OPENING: Final = N_("Gracias por escribir. Si usted u otra persona está en peligro, no está sola: pida ayuda ahora.")
HELP_LINES: Final = N_("Líneas verificadas en {country}:")
HELP_NO_LINES: Final = N_("No tengo un número verificado para {country} y no quiero darle uno equivocado.")
HELP_WHERE: Final = N_("¿En qué país está? Tóquelo y le digo a quién acudir.")
HELP_EMERGENCY: Final = N_(
    "Si el peligro es inmediato y puede hacerlo sin riesgo, llame a los servicios de emergencia de su país "
    "o acuda a la autoridad o a la persona de confianza más cercana."
)
HELP_BODY: Final = N_("La institución responsable en {country} es: <b>{body}</b>.")
HELP_CARE: Final = N_(
    "Nadie atiende este chat en vivo y aquí no se reciben denuncias. No guardé lo que escribió. "
    "Por su seguridad, no envíe nombres, direcciones ni fotos; si alguien puede revisar su teléfono, borre esta conversación."
)
HELP_INLINE: Final = N_("Si necesita ayuda, toque aquí")

KITS_NEWEST: Final = N_("Lo más reciente para compartir. Elija un mensaje:")
KITS_MORE: Final = N_("Más mensajes que le pueden servir:")
KITS_NONE: Final = N_("Todavía no hay mensajes para compartir. En cuanto salga el primero, lo encontrará aquí.")
KITS_NOT_FOUND: Final = N_(
    "No encontré nada con «{words}». Pruebe con menos palabras, o escriba /kit para ver lo más reciente.\n\n"
    "Si busca ayuda para usted o para otra persona, toque /ayuda."
)
KIT_OTHER_LANGUAGE: Final = N_("Este mensaje todavía no existe en español; se lo envío en el idioma en que salió.")
KIT_IMAGE: Final = N_("<b>Descripción de la imagen:</b> {alt}")
SHARE_IN_CHAT: Final = N_("Enviar a un chat de Telegram")
CHANNEL_NAMES: Final = {"whatsapp": "WhatsApp", "x": "X", "facebook": "Facebook", "telegram": "Telegram"}

LANGUAGE_SET: Final = N_("Desde ahora hablamos en español.")
COUNTRY_SET: Final = N_("Gracias. Verá primero lo de {country}.")
PRIVACY: Final = N_(
    "<b>Qué guarda este bot</b>\n"
    "• Su idioma, su país y el primer y el último día que lo usó, con un seudónimo; no su nombre, su número ni lo que escribe.\n"
    "• Cuántas veces se pide cada mensaje, sin decir quién.\n"
    "• Cuántos clics recibe cada enlace que comparte; el enlace lleva un código, no sus datos.\n\n"
    "Un pedido de ayuda nunca se guarda ni se cuenta. Para borrar lo suyo, escriba /olvidar."
)
FORGOTTEN: Final = N_("Listo, borré lo que guardaba de usted. Si un día quiere volver, escriba /start.")
ONLY_TEXT: Final = N_(
    "No guardo lo que me envían así. Para proponer un texto o un archivo a la Coalición escriba /enviar; para compartir "
    "un mensaje, /kit.\n\n"
    "Este bot no recibe denuncias: si usted u otra persona necesita ayuda, toque /ayuda."
)
TOO_FAST: Final = N_("Vamos muy rápido. Espere un minuto y seguimos.")
TROUBLE: Final = N_("No pude hacerlo. Intente de nuevo en un momento; si sigue igual, avise a quien administra CORETT.")

LINKED: Final = N_(
    "Listo, {user}: desde ahora le aviso aquí cuando una entrega espere a una persona. Para dejarlo, escriba /desvincular."
)
UNLINKED: Final = N_("Listo, ya no le enviaré avisos aquí.")
LINK_HOW: Final = N_("Escriba el código que le dio «corett bot link», así: <code>/vincular abcd2345efgh</code>")
HELP_PAGE: Final = N_(
    "Alguien pidió ayuda por el bot hace un momento ({country}). Ya se le dijo a quién acudir; "
    "no se guardó lo que escribió ni quién es. "
    "Revise, por favor, que las líneas de ayuda verificadas estén al día."
)
ALERT_ONE: Final = N_("{count} entrega espera a una persona")
ALERT_MANY: Final = N_("{count} entregas esperan a una persona")
TOKENS_END: Final = N_("Perfiles que piden conectarse de nuevo")
ALERT_MORE: Final = N_("… y {count} más.")
ALERT_WHERE: Final = N_("Decida en la consola: {console}")
STATES: Final = {
    "unconfirmed": N_("no se sabe si salió; no la publique a mano todavía"),
    "held": N_("retenida por una pausa"),
    "missed": N_("perdió su hora"),
    "failed": N_("falló"),
    "overdue": N_("atrasada: debía haber salido"),
}

SUBMIT_ASK: Final = N_(
    "Escriba el texto que quiere proponer a la Coalición, o envíe una foto, un video, una grabación o un PDF: una buena "
    "práctica, una actividad, una idea de mensaje.\n\n"
    "No cuente casos ni ponga nombres, edades o lugares que permitan reconocer a alguien: no podría guardarlo."
)
SUBMIT_CONSENT: Final = N_(
    "Esto es lo que enviaría:\n\n<blockquote>{text}</blockquote>\n\n"
    "¿Nos da permiso para publicarlo? Puede cambiar de opinión cuando quiera: escriba /retirar y el número que le daré."
)
SUBMIT_ASK_WORDS: Final = N_("Describa en una o dos frases lo que se ve o se oye, para quien no puede verlo u oírlo.")
SUBMIT_FILE_CONSENT: Final = N_(
    "Enviaría el archivo con estas palabras:\n\n<blockquote>{text}</blockquote>\n\n"
    "¿Nos da permiso para publicarlo? Diga también si se puede reconocer a alguien, por su cara, su voz o su nombre. "
    "Todavía no lo he descargado; puede retirarlo cuando quiera con /retirar y el número que le daré."
)
SUBMIT_NOBODY: Final = N_("Sí; no se reconoce a nadie")
SUBMIT_AGREED: Final = N_("Sí; quienes aparecen dieron su permiso")
SUBMIT_PEOPLE: Final = N_("Aparece alguien que no dio permiso")
SUBMIT_TOO_LARGE: Final = N_("Por Telegram recibo archivos de hasta {most} MB. Envíe uno más liviano, o escriba el texto.")
SUBMIT_YES: Final = N_("Sí, puede publicarse")
SUBMIT_NO: Final = N_("No, no lo envíe")
SUBMIT_KEPT: Final = N_("¡Gracias! Lo recibimos con el número {number}. Una persona lo leerá antes de usarlo.")
SUBMIT_DROPPED: Final = N_("De acuerdo, no envié ni guardé nada.")
SUBMIT_TAKEN_BACK: Final = N_("Retirado: ya no guardamos ese texto ni su archivo.")
SUBMIT_WHICH: Final = N_("Escriba el número que le di, por ejemplo: <code>/retirar 12</code>")

REVIEW_NONE: Final = N_("No hay nada que espere su aprobación.")
REVIEW_ASK: Final = N_("Publicación {post}, «{title}»: {count} entregas, la primera el {due}. ¿La aprueba tal como la ve aquí?")
REVIEW_APPROVE: Final = N_("Aprobar")
REVIEW_DONE: Final = N_("Aprobada: publicación {post}, {count} entregas. Saldrán a su hora.")

WORK_NONE: Final = N_("No hay traducciones que esperen por usted. Cuando le asignen una, le aviso aquí.")
WORK_LIST: Final = N_("Esto espera por usted (✍️ traducir, 🔎 revisar). Toque una:")
WORK_CHANGED: Final = N_("<b>El original cambió</b> desde que se tradujo:\n{changes}")
WORK_NOTE: Final = N_("<b>Indicaciones:</b> {note}")
WORK_TERMS: Final = N_("<b>Términos:</b>")
WORK_KNOWN: Final = N_("<b>Ya se tradujo así</b> (tóquelo para copiarlo):")
WORK_STEPS: Final = N_("Frase por frase")
WORK_WHOLE: Final = N_("Todo de una vez")
WORK_SENTENCE: Final = N_("<b>Frase {at} de {of}.</b> Responda con su traducción, o con una nota de voz de todo el texto.")
WORK_SEND_WHOLE: Final = N_("Envíe el texto completo en un mensaje, o grabe una nota de voz.")
WORK_IS_IT: Final = N_("Si lo que escribió es parte de la traducción, toque aquí y lo guardo. Si no, no lo guardé.")
WORK_IT_IS: Final = N_("Es la traducción")
WORK_CLEAN: Final = N_("✅ La revisión automática no encontró nada.")
WORK_HAND_IN: Final = N_("¿La entrega así? Después la lee otra persona.")
WORK_GIVE: Final = N_("Entregar")
WORK_AGAIN: Final = N_("Empezar de nuevo, frase por frase")
WORK_GIVEN: Final = N_("¡Gracias! Quedó entregada. Otra persona la revisa antes de publicarse.")
WORK_ORIGINAL: Final = N_("Original")
WORK_RECORDED: Final = N_("🎙️ También entregó una grabación: escúchela en la consola.")
WORK_ACCEPT: Final = N_("Aceptar")
WORK_BACK: Final = N_("Devolver")
WORK_ASK_NOTE: Final = N_("¿Qué hay que cambiar? Escríbalo y se lo digo a quien la tradujo.")
WORK_ASK_REASON: Final = N_("La revisión automática la detiene. Si aun así la acepta, escriba por qué: se guarda con su nombre.")
WORK_ACCEPTED: Final = N_("Aceptada. La memoria la aprendió y espera la aprobación de la publicación.")
WORK_RETURNED: Final = N_("Devuelta con su nota.")
WORK_NEWS: Final = {
    "assigned": N_("✍️ Le asignaron una traducción a {language}: «{start}». Escriba /traducir."),
    "stale": N_("✏️ Cambió el original de su traducción a {language}: «{start}». Escriba /traducir para ver la diferencia."),
    "returned": N_("↩️ Su traducción a {language} volvió con una nota: «{note}». Escriba /traducir."),
    "delivered": N_("🔎 Una traducción a {language} espera que otra persona la revise: «{start}». Escriba /traducir."),
    "approved": N_("✅ La traducción a {language} que pidió está aceptada y espera la aprobación de la publicación."),
}

COMMANDS: Final = {
    "es": {
        "kit": "Buscar un mensaje y compartirlo",
        "ayuda": "Pedir ayuda y ver cómo funciona",
        "idioma": "Cambiar de idioma",
        "pais": "Cambiar de país",
        "privacidad": "Qué se guarda",
    },
    "en": {
        "kit": "Find a message and share it",
        "help": "Get help and see how it works",
        "language": "Change language",
        "country": "Change country",
        "privacy": "What is kept",
    },
}
