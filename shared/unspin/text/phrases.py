"""What boilerplate says about itself, in the languages that our readers met it in."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from unspin.model import Reason
from unspin.text.required import Required, alternatives


@dataclass(frozen=True)
class _Phrases:
    """Patterns of which one must fit; those that fit at the beginning only are tried there only, which is most.

    They are compiled when they are first tried: to compile all takes longer than to clean ten pages.
    """

    at_beginning: str
    anywhere: str

    def fit(self, text: str, *, is_met: bool) -> bool:
        """Say whether one fits; *is_met*: whether *text* holds a word that one of those for anywhere requires."""
        if self.at_beginning and self._opening.match(text):
            return True
        return is_met and self._inside.search(text) is not None

    @cached_property
    def _opening(self) -> re.Pattern[str]:
        return re.compile(self.at_beginning, re.IGNORECASE)

    @cached_property
    def _inside(self) -> re.Pattern[str]:
        return re.compile(self.anywhere, re.IGNORECASE)


def _any(*patterns: str) -> _Phrases:
    parts = [part for pattern in patterns for part in alternatives(pattern)]
    opening = [part for part in parts if part.startswith("^") and not part.startswith(_OPENS_WITH_ANYTHING)]
    return _Phrases(_one_of(opening), _one_of([part for part in parts if part not in opening]))


# To find out that these do not fit takes long: they are tried where a word that they require stands, like all others.
_OPENS_WITH_ANYTHING = ("^.", r"^\W", r"^(?:\w")


def _one_of(parts: list[str]) -> str:
    return "|".join(f"(?:{part})" for part in parts)


# The whole line, or its beginning where the pattern leaves the end open. The first that fits is the reason.
_RULES: tuple[tuple[Reason, _Phrases], ...] = (
    (
        "source_link",
        _any(
            r"^(?:source|original|article) ?(?:link|article)?:?$",
            r"^(?:quelle|fuente|fonte|source originale)(?: link)?:?$",
            r"^read the (?:full|original) (?:story|article) (?:at|on) .{2,40}$",
            r"^this (?:article|story|post) (?:was )?(?:originally|first) (?:appeared|published)",
        ),
    ),
    (
        "plugin_notice",
        _any(
            r"^giphy app key",
            r"^\[/?[a-z_]+(?: [a-z_]+=.*)?\]$",
            r"^failed to (?:fetch|load)",
            r"enable javascript|javascript is (?:disabled|required)",
            r"^error[: ].{0,40}(?:token|api key|plugin)",
            r"^please (?:check settings|install|activate).{0,60}plugin",
            r"browser (?:does not|doesn't) support",
            r"^fatal error:|^warning: .+ on line \d+",
        ),
    ),
    (
        "cookie_notice",
        _any(
            (
                r"\b(?:we|this (?:site|website)|our partners|wir|nous|usamos|utilizamos|"
                r"utilizziamo)\b.{0,60}\b(?:cookies?)\b"
            ),
            r"\bour \d+ partners\b",
            r"partners.{0,20} store (?:and/or|and|or) access",
            r"^(?:accept|reject|allow|manage) (?:all|cookies|choices|preferences|settings).{0,20}$",
            (
                r"^(?:alle akzeptieren|nur notwendige cookies|tout accepter|tout refuser|aceptar todo|"
                r"rechazar todo|aceitar tudo|accetta tutto)"
            ),
        ),
    ),
    (
        "comment_form",
        _any(
            r"^leave (?:a|your) (?:reply|comment)",
            (
                r"^(?:post|submit|add|write|join)(?: a| your| the)? (?:comment|conversation|"
                r"discussion)s?"
            ),
            r"email address will not be (?:published|shared)",
            r"required fields are marked",
            r"^save my name",
            r"^be the first to comment",
            r"^(?:cancel reply|comments are closed|comments? ?(?:\(\d+\))?$)",
            r"^\d+ (?:comments?|replies|responses)",
            r"comments are (?:closed|off|moderated)",
            r"^log ?in to (?:leave|post|comment)",
            r"^you must be logged in",
            r"^deja (?:un|tu) comentario",
            r"correo electrónico no será publicad",
            r"^publicar el comentario",
            r"^kommentar (?:verfassen|schreiben|absenden|hinterlassen)",
            r"^schreibe? einen kommentar",
            r"e-mail-adresse wird nicht veröffentlicht",
            (
                r"^réagir à|^laisser un commentaire|^votre adresse (?:e-?mail|"
                r"de messagerie) ne sera pas"
            ),
            r"pour (?:publier|poster) un commentaire",
            r"^deixe (?:um|o seu) comentário|^o seu endereço de e-?mail não será",
            r"^lascia un commento|^il tuo indirizzo email non sarà",
            r"^(?:plaats een reactie|geef een reactie)",
        ),
    ),
    (
        "related_headlines",
        _any(
            (
                r"^(?:you (?:may|might) (?:have missed|also like|also be interested|like)|"
                r"related(?: (?:posts?|articles?|stories|news|topics|content|reading|coverage))?:?$|"
                r"related:)"
            ),
            r"^(?:read|see|watch) (?:also|more|next|this)\b.{0,200}$",
            r"^also (?:read|see|on)\b",
            r"^(?:don't|do not) miss\b.{0,160}$",
            (
                r"^(?:more|also|latest|recent|top|trending|popular|most|further|recommended|"
                r"editors?'?s?'?|must)[ -](?:from|in|on|news|stories|posts?|articles?|now|read|"
                r"watched|popular|viewed|picks?|commented|reads?|headlines|for you|reading)\b.{0,60}$"
            ),
            (
                r"^(?:trending|recommended|what to read next|up next|keep reading|"
                r"more stories)(?: now)?:?$"
            ),
            r"^(?:previous|next)(?: (?:post|article|story))?: ",
            r"\bread (?:our|the) full (?:investigation|story|report|article|review)s? here",
            r"^here's what happened when\b",
            (
                r"^(?:lesen sie|lies) (?:auch|mehr|dazu)|^das könnte (?:sie|dich) auch|"
                r"^mehr (?:zum thema|dazu|aus)|^meistgelesen|^auch interessant"
            ),
            (
                r"^(?:te puede interesar|lea también|lee también|leer también|lo más (?:leído|visto)|"
                r"noticias relacionadas|más noticias|temas relacionados:)"
            ),
            r"^(?:à lire (?:aussi|également)|lire aussi|sur le même sujet|les plus lus|voir aussi)",
            r"^(?:leia (?:também|mais)|veja também|mais lidas|artigos relacionados)",
            r"^(?:leggi anche|potrebbe interessarti|i più letti)",
            r"^(?:lees ook|lees meer|meest gelezen)",
            r"^(?:читайте также|関連記事|相关阅读|延伸阅读)",
        ),
    ),
    (
        "newsletter",
        _any(
            r"^.{0,80}\bnewsletters?\b.{0,40}$",
            (
                r"^(?:sign (?:me )?up|subscribe|join|get|receive|never miss|stay (?:updated|informed|"
                r"up)|pop your)\b.{0,140}\b(?:newsletter|e-?mail|inbox|alerts?|updates|digest|"
                r"round-?up|story|channel|premium|today|now|for free)\b.{0,120}$"
            ),
            r"\b(?:delivered|straight|sent|direct(?:ly)?) (?:in)?to your (?:inbox|e-?mail)",
            r"^sign (?:me )?up$|^subscribe(?: now)?$",
            r"^enter your e-?mail",
            r"^your privacy is important",
            r"\bone e-?mail at a time\b",
            r"\bunsubscribe\b.{0,60}$",
            r"\bin (?:ihr|dein)em postfach\b|^jetzt (?:anmelden|abonnieren)",
            r"^(?:únete a nuestro|suscríbete|unirme al|regístrate|recibe)",
            r"^(?:je m'inscris|inscrivez-vous|abonnez-vous|recevez)\b.{0,100}$",
            r"adresse ne sera (?:jamais|pas)",
            r"^la lettre (?:de|du)\b.{0,40}$",
            r"^download (?:the|our) app",
            r"^(?:inscreva-se|assine|receba)\b.{0,100}$",
            r"^(?:iscriviti|abbonati)\b.{0,100}$",
        ),
    ),
    (
        "share",
        _any(
            r"^share(?:d)?(?: (?:this|on|via|with|to|article|story|page|post)\b.{0,60}|:)?$",
            (
                r"^(?:click to )?(?:share|print|email|tweet|pin)(?: (?:this|on|to|"
                r"it)\b.{0,60})?(?: \(opens.*)?$"
            ),
            r"^like (?:this|loading).{0,5}$|^like this:?$",
            r"^copy (?:link|url)$",
            (
                r"^(?:facebook|twitter|x|linkedin|pinterest|whatsapp|telegram|reddit|e-?mail|tumblr|"
                r"instagram|print|messenger|copy link|threads|bluesky|flipboard|youtube|\s|[,|·])+$"
            ),
            r"^(?:follow|find|like) (?:us|me|the .{2,40}|.{2,30}) on\b.{0,60}$",
            r"^follow us\b",
            r"^(?:compartir|compártelo|enviar por)\b.{0,40}$",
            r"^(?:partager|imprimer|envoyer par)\b.{0,60}$",
            r"^(?:teilen|drucken|kommentare|merken|per e-?mail|auf \w+ teilen)$",
            r"^(?:compartilhar?|partilhar|condividi|delen|deel)\b.{0,40}$",
            r"\(opens in new window\)$",
        ),
    ),
    (
        "advertisement",
        _any(
            (
                r"^(?:\W*(?:advertisement|advertising|sponsored(?: content)?|ad|publicidad(?:e)?|"
                r"publicité|anzeige|werbung|pubblicità|advertentie|реклама|広告|广告)\W*)+$"
            ),
            r"^(?:article|story) continues (?:below|after)",
            r"^scroll to continue",
            r"\b(?:our|this) journalism is (?:paid|funded|supported)",
            r"\bgiving as little as\b|\bsupport (?:our|independent) journalism\b",
            r"\bfree (?:valuation|quote|consultation|trial)\b.{0,80}\b(?:minute|today|now|call)\b",
            r"^promoted by\b|^paid (?:content|post)",
        ),
    ),
    (
        "spam",
        _any(
            (
                r"\b(?:casino|free spins|online slots|betting (?:site|bonus|odds)|sportsbook|"
                r"jackpot)\b(?=.*\b(?:bonus|welcom|members?|deposit|spins|play now|sign up|trusted|"
                r"players?|operators?)\b)"
            ),
            (
                r"\b(?:buy|order|cheap)\b.{0,40}\b(?:followers|pills|viagra|cialis|essays?|likes|"
                r"backlinks|replica)\b"
            ),
            r"\bno rx\b|\bwithout a prescription\b.{0,80}\b(?:discount|stocks? last|order|buy)\b",
            r"\bmoney[- ]back guarantee\b|\bwhile stocks last\b",
            r"\b(?:contact|message) .{0,30}\bon (?:telegram|whatsapp)\b",
            r"\b(?:earn|make) \$?\d[\d,]* (?:a|per) (?:day|week|hour)\b.{0,60}\b(?:home|online)\b",
            r"\b(?:payday loans?|crypto (?:giveaway|doubler)|xxx|porn)\b",
        ),
    ),
    (
        "legal",
        _any(
            r"^(?:©|\(c\)|copyright\b)",
            r"\ball rights reserved\b",
            (
                r"^(?:privacy|terms|cookie)(?: (?:policy|notice|settings|of (?:use|service)|"
                r"and conditions|& conditions))?$"
            ),
            (
                r"^(?:aviso legal|mentions légales|impressum|datenschutz|política de privaci(?:dad|"
                r"dade)|politique de confidentialité|agb\b|note legali)"
            ),
            r"\bregistered (?:office|in england|number)\b",
            r"\bdoes not (?:provide|constitute|offer) (?:medical|financial|investment|legal)",
            r"\bnot responsible for the content of external\b",
            r"\bis a member of (?:the )?.{0,40}\bstandards\b",
            r"\bprotected by recaptcha\b",
            (
                r"\b(?:droits réservés|alle rechte vorbehalten|todos los derechos|todos os direitos|"
                r"tutti i diritti)\b"
            ),
            r"^(?:the )?(?:views|opinions) expressed\b",
            r"\btheme by \w+|\bpowered by wordpress\b|\bdesigned by \w+\.?$",
        ),
    ),
    (
        "caption",
        _any(
            r"\((?:photo|image|picture|file|foto|credit|photograph|courtesy)\b[^)]{0,80}\)\W*$",
            (
                r"(?:^|[.!?»”)] )(?:photo|photograph|photography|picture|image|viewer picture|foto|"
                r"bild|credit|crédit|illustration|video|photo credit|image credit|stock photo|"
                r"file photo|photo illustration)s?(?: (?:by|courtesy|via))?\s?[:/] ?\S.{0,80}$"
            ),
            r"[.!?] photo (?:by |courtesy |le |la |\S+ ?/ ?).{2,60}$",
            r"\b(?:stock photo|file photo)s?/\S+$",
            r"[.!?] (?:©|\(c\)) ?[\w .,/-]{3,60}$",
            r"\((?:ap|afp|reuters|getty|epa)(?: (?:photo|images))?[^)]{0,60}\)\W*$",
            r"/(?:getty images|afp|reuters|shutterstock|ap)\W*$",
        ),
    ),
    (
        "author_bio",
        _any(
            (
                r"^\W*(?:\w[\w.'’-]+ ){2,4}(?:is|was|has been) (?:an? |the )(?:\w+[ -]){0,5}(?:writer|"
                r"reporter|journalist|editor|correspondent|columnist|contributor|author|freelancer?)\b"
            ),
            (
                r"^(?:\w[\w.'’-]+ ){2,3}has (?:covered|written|reported|worked)\b.{0,90}\b(?:since|"
                r"for)\b"
            ),
            r"^(?:hello|hi),? i(?:'|’)?a?m (?:the |an? )?",
            r"^about the author",
            r"\breach (?:him|her|them) at\b|\bfollow (?:him|her|them) on\b",
            r"\bi love sharing\b",
        ),
    ),
    (
        "byline",
        _any(
            (
                r"^(?:by|von|par|por|di|door|text|words|author|reporting by|live reporting:?|"
                r"medically reviewed by|written by|posted by|reviewed by|"
                r"edited by)[: ]\s?[\w@][^.!?]{1,100}$"
            ),
            (
                r"^(?:published|updated|posted|last (?:updated|modified)|first published|created|"
                r"stand|publié|mis à jour|actualizado|publicado|aktualisiert|veröffentlicht|redacción|"
                r"date|pubblicato)\b.{0,110}\d.{0,60}$"
            ),
            (
                r"^\d+ ?(?:min(?:ute)?s?|mins?\.?|minuten|minutos)[ -](?:read|lesezeit|lectura|"
                r"leitura)"
            ),
            r"^(?:an? |\d+ )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?) ago$",
            r"^(?:posted (?:on|in)|filed under)\b.{0,80}$",
        ),
    ),
    (
        "navigation",
        _any(
            r"^skip to (?:main |the )?(?:content|navigation)",
            (
                r"^(?:menu|search(?: for)?:?|home|about(?: us)?|contact(?: us)?|log ?in|sign in|"
                r"register|archives?|categories|subscribe|uncategorized.*|advertise(?: with us)?|"
                r"write for us|top|back to top|main navigation|sections?|close|open)$"
            ),
            (
                r"^(?:tags?|topics?|filed under|categories|etiquetas|temas(?: relacionados)?|"
                r"mots-clés|schlagwörter|themen)\s?:?(?:$|\s)(?!.*[.!?]$)"
            ),
            r"^(?:#\w+\s*)+$",
            r"^(?:you are here|sie sind hier|inicio|home|startseite|accueil)\s?[:/>›»|]",
            (
                r"^(?:continue reading|show more(?: \w+)?|load more(?: \w+)?|view (?:all|more)|"
                r"see (?:all|more)|read more|weiterlesen|leer más|lire la suite)\W*$"
            ),
            (
                r"^(?:january|february|march|april|may|june|july|august|september|october|november|"
                r"december) \d{4}$"
            ),
        ),
    ),
    (
        "other",
        _any(
            (
                r"^(?:error )?404\b|^(?:oops|sorry)\W.{0,60}\b(?:found|exist)\b|"
                r"nothing was found at this location|^try one of the links"
            ),
            r"^was this (?:article |page )?helpful|^(?:yes|no)$|^vote\b.{0,20}$",
            r"^(?:quick )?poll$",
            (
                r"^(?:key (?:points|takeaways)|at a glance|in short|highlights|summary|"
                r"auf einen blick|en bref)\W*$"
            ),
            r"^\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?$",
            r"^(?:loading|playing|listen|watch|play|pause|mute|volume|live)\W*$",
            r"^listen to this article.{0,40}$",
        ),
    ),
)

_REQUIRED = Required({reason: each.anywhere for reason, each in _RULES if each.anywhere})
_SPAM = dict(_RULES)["spam"]
_MONTH = (
    r"(?:jan|feb|mar|mär|apr|abr|avr|may|mai|jun|jul|aug|ago|août|sep|set|oct|okt|out|ott|nov|dec|dez|dic|déc)"
    r"\w*"
)
_DATE_LINE = re.compile(
    rf"^(?:[^\d\W]+\.?,? )?(?:{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|\d{{1,2}}\.? (?:de )?{_MONTH}\.? (?:de )?\d{{4}}"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d{2}-\d{2})\b.{0,40}$",
    re.IGNORECASE,
)
_DATE_INSIDE = re.compile(rf"\b(?:{_MONTH}\.? \d{{1,2}},? \d{{4}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}})\b", re.IGNORECASE)
_SEPARATED = re.compile(r"\s[›»>]\s|\s/\s|\s\|\s|\s·\s|\S {2,}\S")

SECTIONS: frozenset[Reason] = frozenset(
    ["related_headlines", "comment_form", "newsletter", "cookie_notice", "share", "other", "author_bio"]
)
"""Reasons whose line may open a section: the short lines below it belong to it."""


@lru_cache(maxsize=4096)  # menus and notices are the same on every page of a site
def said_by(text: str) -> Reason | None:
    """Return the reason that *text* itself gives for being no part of an article, or None."""
    if len(text) > 320:
        return None
    met = _REQUIRED.met(text)
    for reason, phrases in _RULES:
        if phrases.fit(text, is_met=reason in met):
            return reason
    if len(text) < 160:
        return _by_shape(text)
    return None


def is_spam(text: str) -> bool:
    """Say whether *text* is a short offer that a hoster or a plugin put into the article itself."""
    return len(text) <= 320 and _SPAM.fit(text, is_met="spam" in _REQUIRED.met(text))


def _by_shape(text: str) -> Reason | None:
    """Return what the typography of a short line says: dates, breadcrumbs, menus in one line."""
    if _DATE_LINE.match(text):
        return "byline"
    ends_like_a_sentence = text[-1] in '.!?…”»"'
    if not ends_like_a_sentence and _DATE_INSIDE.search(text) and re.search(r"[|·•—]", text):
        return "byline"
    if not ends_like_a_sentence and len(_SEPARATED.findall(text)) >= 2 and ":" not in text:
        return "navigation"
    return None
