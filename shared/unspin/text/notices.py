"""What boilerplate says about itself, in the languages that our readers met it in.

Patterns of regular expressions in lower case; case does not count. What news itself may say is to fit none of them: it
tells of newsletters, cookies, casinos and photographs, too.
"""

from unspin.model import Reason

# The whole line, or its beginning where the pattern leaves the end open. The first that fits is the reason.
NOTICES: tuple[tuple[Reason, tuple[str, ...]], ...] = (
    (
        "spam",
        # Offers only: news tells of casinos, pills, pornography and payday loans, too, and is not to lose its sentences.
        (
            (
                r"\b(?:casinos?|slots|betting (?:site|bonus|odds)|sportsbook|jackpots?)\b(?=.*\b(?:welcome bonus|free spins|"
                r"no[- ]deposit|play now|join now|claim your|sign up (?:now|today)|trusted (?:operators?|sites?))\b)"
            ),
            r"\b(?:welcome bonus|free spins|no[- ]deposit)\b(?=.*\b(?:casinos?|slots|sportsbook|betting)\b)",
            r"(?:^|[.!?] )(?:buy|order) (?:\w+ ){0,3}(?:followers|viagra|cialis|essays?|backlinks|replicas?)\b",
            r"\b(?:buy|order) (?:cheap|generic|discount) (?:\w+ ){0,2}pills\b|\bcheap (?:viagra|cialis|followers|backlinks)\b",
            r"\bno rx\b|\bwithout a prescription\b.{0,80}\b(?:at a discount|stocks? last|order now|buy now)\b",
            r"\bmoney[- ]back guarantee\b(?=.*\b(?:order now|buy now|act now|call now|on telegram|on whatsapp)\b)",
            r"\b(?:hurry|order|buy|discount)\b.{0,60}\bwhile stocks last\b",
            r"\b(?:contact|message|text) (?:us|me|our \w+|@\w+)(?: \w+)? on (?:telegram|whatsapp)\b",
            (
                r"(?:^|[.!?] |\byou (?:can|could|will) )(?:earn|make) \$?\d[\d,]* (?:a|per) (?:day|week|hour)\b.{0,60}"
                r"\b(?:from home|online)\b"
            ),
            r"\b(?:instant|easy|quick|fast|online) payday loans?\b|\bcrypto doubler\b",
            r"\b(?:free|hd) (?:xxx|porn)\b|\bxxx (?:videos?|movies?|cams?|tube)\b",
        ),
    ),
    (
        "source_link",
        (
            r"^(?:source|original|article) ?(?:link|article)?:?$",
            r"^(?:quelle|fuente|fonte|source originale)(?: link)?:?$",
            r"^read the (?:full|original) (?:story|article) (?:at|on) .{2,40}$",
            r"^(?:quellen?|источник|джерело|kaynak|źródło|πηγή|zdroj|zdroje|kilde|källa|lähde|출처|出典|来源)\s?[:：] ?.{2,60}$",
            r"^this (?:article|story|post) (?:was )?(?:originally|first) (?:appeared|published)",
        ),
    ),
    (
        "plugin_notice",
        (
            r"^giphy app key",
            # Shortcodes that a plugin was to replace: "[gallery]", "[/column]", "[ad_1]", "[button link=...]".
            r"^\[(?:/[a-z_-]+|[a-z-]*_[a-z0-9_-]*|[a-z_-]+ [a-z_-]+=.*|gallery|embed|caption|audio|video|playlist|adsense)\]",
            r"^failed to (?:fetch|load)",
            r"enable javascript|javascript is (?:disabled|required)",
            r"^error[: ].{0,40}(?:token|api key|plugin)",
            r"^please (?:check settings|install|activate).{0,60}plugin",
            r"browser (?:does not|doesn't) support",
            r"^fatal error:|^warning: .+ on line \d+",
            r"^this slideshow requires",
            r"^placeholder image",
            r"^(?:to (?:view|watch|see) this (?:video|content|post)|this (?:video|content) (?:is not|isn't|is no longer) available)\b",
        ),
    ),
    (
        "cookie_notice",
        (
            (
                r"\b(?:we|this (?:site|website)|our partners)\b.{0,40}\b(?:use|uses|using|stores?|sets?|places?)\b.{0,40}\bcookies?\b|"
                r"\b(?:wir|nous|usamos|utilizamos|utilizziamo)\b.{0,60}\bcookies\b"
            ),
            r"\bour \d+ partners\b",
            r"partners.{0,20} store (?:and/or|and|or) access",
            r"^an dieser stelle (?:finden sie|findest du|befindet sich) .{0,20}\bextern|\bexterne[nr]? inhalte? (?:angezeigt|anzeigen|laden)\b",
            r"^(?:accept|reject|allow|manage) (?:all|cookies|choices|preferences|settings).{0,20}$",
            (
                r"^(?:alle akzeptieren|nur notwendige cookies|tout accepter|tout refuser|aceptar todo|"
                r"rechazar todo|aceitar tudo|accetta tutto)"
            ),
        ),
    ),
    (
        "comment_form",
        (
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
            r"\b(?:responses|comments|antworten|kommentare) (?:to|zu) (?:this|diesem) (?:entry|eintrag|post|beitrag)\b",
            r"\bkommentarfunktion\b.{0,60}$",
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
        (
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
                r"watched|popular|viewed|picks?|commented|reads?|headlines|for you|reading)\b.{0,60}(?<!\.)$"
            ),
            (
                r"^(?:trending|recommended|what to read next|up next|keep reading|"
                r"more stories)(?: now)?:?$"
            ),
            r"^(?:previous|next)(?: (?:post|article|story))?: ",
            r"\bread (?:our|the) full (?:investigation|story|report|article|review)s? here",
            r"^here's what happened when\b",
            r"^\[(?:related|read also|also read|see also|read more|more)\s?[:|]",
            r"^(?:watch|listen|video|photos|gallery|live)\s?\|",
            r"^on [\w-]+(?:\.[\w-]+)+: ",
            r"\bby clicking here\W*$|\bclick here (?:for|to)\b.{0,80}$",
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
            r"^(?:ähnliche|weitere) (?:beiträge|artikel|themen|videos|meldungen|nachrichten)\W*$|^(?:die )?redaktion empfiehlt\W*$",
            r"^empfohlener (?:redaktioneller|externer) inhalt|^mehr von\b.{0,40}(?<!\.)$|^【?関連",
            r"^(?:les (?:også|mer)|se også|läs (?:också|även|mer)|læs (?:også|mere)|lue (?:myös|lisää))\b",
            r"^(?:czytaj (?:też|także|więcej|również)|zobacz (?:też|także|również)|przeczytaj (?:też|także|również))",
            r"^(?:čtěte také|přečtěte si|čítajte aj|prečítajte si|olvassa (?:el|még)|citește și|citeşte şi|pročitajte (?:još|i))",
            r"^(?:baca juga|simak juga|xem thêm|đọc thêm|ayrıca okuyun|διαβάστε (?:επίσης|ακόμα)|читайте також|прочетете още|вижте още)",
            r"^(?:читайте также|関連記事|相关阅读|延伸阅读)",
        ),
    ),
    (
        "newsletter",
        (
            r"^.{0,80}\bnewsletters?\b.{0,40}(?<![.:?])$",
            (
                r"^(?:sign (?:me )?up|subscribe|join|get|receive|never miss|stay (?:updated|informed|"
                r"up)|pop your)\b.{0,140}\b(?:newsletter|e-?mail|inbox|alerts?|updates|digest|"
                r"round-?up)\b.{0,120}$|"
                r"^(?:sign (?:me )?up|subscribe|never miss|stay (?:updated|informed))\b.{0,140}\b(?:story|channel|premium|"
                r"today|now|for free)\b.{0,120}$"
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
            r"^(?:start|begin) your (?:day|morning|week) with (?:our|the) ",
            r"\b(?:delivered|sent) through your letterbox\b",
            r"^was this (?:e-?mail|newsletter) forwarded",
            r"^subscribe to [^.!?]{2,60}\b(?:and|on|for)\b.{0,80}$",
            r"\bpor whatsapp\b.{0,60}$|\bcanal de whatsapp\b",
            r"^(?:inscreva-se|assine|receba)\b.{0,100}$",
            r"^(?:iscriviti|abbonati)\b.{0,100}$",
        ),
    ),
    (
        "share",
        (
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
            r"^follow .{2,60} (?:on|in) (?:google news|twitter|facebook|instagram|whatsapp|x|apple news)\b",
            r"\b(?:as a|your) preferred source\b",
            r"^follow .{2,60}(?:'|’)s? (?:full |latest |complete )?coverage\b",
            r"^(?:folgen sie|folge|folgt) (?:uns|.{2,30}) (?:auf|bei)\b|^(?:síguenos|siga-nos|siga o|suivez-nous|seguici|volg ons)\b",
            r"^(?:compartir|compártelo|enviar por)\b.{0,40}$",
            r"^(?:partager|imprimer|envoyer par)\b.{0,60}$",
            r"^(?:teilen|drucken|kommentare|merken|per e-?mail|auf \w+ teilen)$",
            r"^(?:compartilhar?|partilhar|condividi|delen|deel)\b.{0,40}$",
            r"\(opens in new window\)$",
            r"\((?:wird in neuem fenster geöffnet|se abre en una ventana nueva|ouvre dans une nouvelle fenêtre|"
            r"abre em (?:uma )?nova janela|si apre in una nuova finestra)\)$",
            r"^social sharing$|(?:で共有する|でシェアする|をツイートする)$",
        ),
    ),
    (
        "advertisement",
        (
            (
                r"^(?:\W*(?:advertisement|advertising|sponsored(?: content)?|ad|publicidad(?:e)?|"
                r"publicité|anzeige|werbung|pubblicità|advertentie|реклама|広告|广告|advert|annonse|"
                r"annons|annonce|mainos|reklama|reklame|reklam|iklan|광고|διαφήμιση)\W*)+$"
            ),
            r"^(?:article|story) continues (?:below|after)",
            r"^scroll to continue",
            r"\b(?:our|this) journalism is (?:paid|funded|supported)",
            r"\bgiving as little as\b|\bsupport (?:our|independent) journalism\b",
            r"\bfree (?:valuation|quote|consultation|trial)\b.{0,80}\b(?:minute|today|now|call)\b",
            r"^promoted by\b|^paid (?:content|post)",
            r"^as an amazon associate\b|\bmay earn (?:us )?(?:an? )?(?:affiliate )?commission\b",
            r"\bindependently (?:select|review|choose|test)(?:ed|s)? (?:everything|all|the products|products)\b",
            r"\b(?:we|i|which|site|website|blog)\b.{0,30}\b(?:earns?|receives?|gets?) (?:an? )?(?:small )?(?:affiliate )?commissions?\b",
            r"^(?:this (?:article|post|page)|some of the links|our (?:articles|links)).{0,60}\baffiliate\b",
            r"^(?:hat ihnen (?:der|dieser) artikel gefallen|did you (?:like|enjoy) this (?:article|story|post))\b",
        ),
    ),
    (
        "legal",
        (
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
            r"\bdoes not (?:provide|constitute|offer) (?:medical|financial|investment|legal|professional|tax)\b.{0,40}\badvice\b",
            r"\bnot responsible for the content of external\b",
            (
                r"\bmay not be (?:published|reproduced|reprinted|republished|broadcast|copied)\b.{0,120}"
                r"\b(?:permission|consent|rewritten|redistributed)\b"
            ),
            r"\b(?:is a )?members? of (?:the )?(?:ipso\b|independent press standards)",
            r"\bprotected by recaptcha\b",
            (
                r"\b(?:droits réservés|alle rechte vorbehalten|todos los derechos|todos os direitos|"
                r"tutti i diritti)\b"
            ),
            r"^(?:the )?(?:views|opinions) expressed\b|\bis subject to copyright\b",
            r"\brevoke (?:this|your) consent\b|\byour personal data will be\b",
            r"\btheme by \w+|\bpowered by wordpress\b|^(?:(?:web)?site |theme |web )?designed by \w+\.?$",
        ),
    ),
    (
        "caption",
        (
            r"\((?:photo|image|picture|file|foto|credit|photograph|courtesy)\b[^)]{0,80}\)\W*$",
            (
                r"(?:^|[.!?»”)] )(?:photo|photograph|photography|picture|image|viewer picture|foto|"
                r"bild|credit|crédit|illustration|video|photo credit|image credit|stock photo|"
                r"file photo|photo illustration)s?(?: (?:by|courtesy|via))?\s?[:/] ?\S.{0,80}$"
            ),
            r"[.!?] photo (?:by |courtesy |le |la |\S+ ?/ ?).{2,60}$",
            r"\b(?:stock photo|file photo)s?/\S+$",
            r"[.!?] (?:©|\(c\)) ?[\w .,/|-]{3,80}$",
            r"\((?:ap|afp|reuters|getty|epa)\b(?: (?:photo|images))?[^)]{0,60}\)\W*$",
            r"/(?:getty images|afp|reuters|shutterstock|ap)\W*$",
            # Short names stand behind what else is required: a text that holds none of these words is told at once.
            (
                r"[.!?»”] (?:efe|afp|dpa|reuters|ritzau|ansa|epa|getty images|imago|picture alliance)"
                r"(?:\s?/ ?\S.{0,50})?$"
            ),
            (
                r"^(?:\w[\w.'’-]* ){1,4}?\w[\w.'’-]*(?: |)/(?:dpa|afp|ap|reuters|epa|efe|ansa|apa|keystone|imago|getty images|"
                r"ritzau scanpix|ntb|tt|pa|lehtikuva|anp|belga|xinhua|tass)\b.{0,30}$"
            ),
            r"^(?:\w[\w.'’-]* ){1,4}?\w[\w.'’-]* / (?:dpa|afp|ap|reuters|epa|efe|ansa|apa|keystone|imago|ntb|tt|anp|belga)\b.{0,30}$",
            r"^(?:reuters|afp|ap|dpa|efe|ansa|epa|getty images|imago|picture alliance|screenshots? .{2,60})\W*$",
            r"\((?:archivbild|archivfoto|symbolbild|symbolfoto|imagen de archivo|foto de archivo|photo d'illustration|archivio)\)",
            (
                r"\((?:v\. ?l\.(?: ?n\. ?r\.)?|von links(?: nach rechts)?|von li\.? nach re\.?|from left(?: to right)?|"
                r"de izquierda a derecha|de gauche à droite|da sinistra)\)|^(?:from left|von links|de gauche à droite|"
                r"de izquierda a derecha)\b"
            ),
            r"^(?:фото|фотография|снимка|φωτογραφία|zdjęcie|fot\.|写真|사진|foto's?|fotos)\s?[:=：]",
            r"^(?:file ?[-–—] ?)?in this .{3,60}\b(?:photo|image|picture|frame|screenshot|sketch|illustration)\b",
            r"^file ?[-–—:] ",
            r"^\d{1,2} (?:of|von|de|di) \d{1,2}$",
            r"^(?:image|photo|picture|bild|foto)s? ?(?:source|copyright|caption|rights|credits?|quelle|rechte)\b",
            r"\((?:nasa|esa|dpa|pa|imago|keystone|ansa|efe|tass|xinhua|upi|anadolu|bloomberg|ap|afp|epa)/[^()]{2,60}\)\W*$",
        ),
    ),
    (
        "author_bio",
        (
            (
                r"^\W*(?:\w[\w.'’-]+ ){2,4}(?:is|has been) (?:an? |the )(?:\w+[ -]){0,5}(?:writer|"
                r"reporter|journalist|editor|correspondent|columnist|contributor|author|freelancer?)\b"
            ),
            (
                r"^(?:\w[\w.'’-]+ ){2,3}has (?:covered|written)\b.{0,90}\b(?:since|"
                r"for)\b"
            ),
            r"^(?:hello|hi),? i(?:'|’)?a?m (?:the |an? )?",
            r"^about the author",
            r"^(?:sobre (?:o autor|a autora|el autor|la autora)|à propos de l['’]auteure?|über (?:den autor|die autorin)|over de auteur)\b",
            r"\breach (?:him|her|them) at\b|\bfollow (?:him|her|them) on\b",
            r"^(?:reach|contact|e-?mail|write to|follow) (?:the )?(?:reporters?|authors?|writers?|columnists?)\b",
            r"\bi love sharing\b",
        ),
    ),
    (
        "byline",
        (
            (
                # A name begins with a capital, or with a letter that knows none.
                r"^(?:(?:by|von|par|por|di|door)[: ]|(?:text|words|author)s?(?: by|:)|(?:reporting|medically reviewed|"
                r"written|posted|reviewed|edited) by[: ]|live reporting:?)\s?(?-i:[^\Wa-z]|@)[^.!?]{1,100}$"
            ),
            (
                r"^(?:published|updated|posted|last (?:updated|modified)|first published|created|"
                r"stand|publié|mis à jour|actualizado|publicado|aktualisiert|veröffentlicht|redacción|"
                r"date|pubblicato)\b.{0,110}\d.{0,60}(?:(?<![.!?])|[ap]\.m\.)$"
            ),
            (
                r"^\d+ ?(?:min(?:ute)?s?|mins?\.?|minuten|minutos)[ -](?:read|lesezeit|lectura|"
                r"leitura)"
            ),
            r"^(?:an? |\d+ )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?) ago$",
            r"^(?:posted (?:on|in)|filed under)\b.{0,80}$",
            (
                r"^[(*]?(?:with )?(?:additional |further )?(?:reporting|editing|writing|translation|graphics) by "
                r"(?-i:[^\Wa-z])[^.!?]{2,120}\.?\)?$"
            ),
            r"^[(*]?(?:with|additional) (?:additional |further )?(?:reporting|reports?|files|inputs?|material|contributions|agency inputs) (?:by|from)\b",
            r"\bcontributed (?:to this (?:report|story|article)|(?:additional )?reporting)\b",
            r"^[(*]?(?:mit|avec|met|con|com|med) (?:material |informationen |información |informações |informazioni |informatie )?"
            r"(?:(?:von|der|de|da|do|di|des|van) )?(?:dpa|afp|apa|sda|ap|reuters|efe|ansa|lusa|belga|anp|ntb|tt|ritzau)\b.{0,40}$",
            r"^(?:redaktion|übersetzung|traduction|traducción|tradução|mitarbeit|schlussredaktion|bildredaktion): .{2,200}$",
            r"^(?:reading time|read time|lesezeit|lesedauer|tiempo de lectura|tempo de leitura|temps de lecture|tempo di lettura|leestijd)\b.{0,40}$",
            r"^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$",
        ),
    ),
    (
        "navigation",
        (
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
            r"^(?:#[^\W\d]\w*\s*)+$",
            r"^[^\W\d]+ \(\d{1,4}\)$",
            r"^(?:on this page|in this (?:article|story|guide)|(?:table of )?contents|inhalt(?:sverzeichnis)?|in diesem artikel|índice|sommaire)\W*$",
            r"^jump to\b.{0,60}$",
            r"^(?:vis mer|visa mer|vis mere|näytä lisää|zobrazit více|pokaż więcej|toon meer|mehr anzeigen|ver más|voir plus|mostra altro)\W*$",
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
        (
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
            r"^(?:duration|dauer|durée|duración|durata)\W{0,3}\d{1,2}:\d{2}",
        ),
    ),
)
