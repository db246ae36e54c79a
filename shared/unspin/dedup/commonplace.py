"""Words that say little in news although they are rare elsewhere: what pages of any newsroom are full of.

Frequencies of general text make "dlrs", "shareholders" or "Bundesbank" rare words, and pairs of them keys that
thousands of wire reports share. Written by hand, by category, from knowledge of the trade.
"""

_CALENDAR = """
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    lunes martes miércoles jueves viernes sábado domingo
    januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag
    janvier février mars avril juin juillet août septembre octobre novembre décembre
    lundi mardi mercredi jeudi vendredi samedi dimanche
    janeiro fevereiro março maio junho julho setembro outubro novembro dezembro
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
    lunedì martedì mercoledì giovedì venerdì sabato domenica
"""
_WIRE = """
    mln bln trln dlr dlrs cts ct shr shrs qtr qtrs qtly mths mth yr yrs vs pct avg rev revs oper div divs stg
    pretax prior
    est edt utc gmt bst pst cet usd eur gbp jpy chf hk nyse nasdaq ftse dow
    dollar dollars euro euros pound pounds yen franc francs mark marks sterling
    reuters reuter ap afp upi bbc cnn pa dpa efe ansa xinhua bloomberg
"""
_COMPANIES = """
    ltd inc corp plc co llc gmbh ag sa nv bv spa kk pty cos bros intl natl assn dept govt
    group company companies corporation international national holdings industries industry trade
    acquisition merger agreement shareholders shareholder stockholders stockholder dividend dividends subsidiary
    stock stocks share shares investors investor investment fund funds futures currency monetary tender
    quarter quarterly fiscal earnings net loss profit revenue debentures debenture maturity coupon outstanding
"""
_OFFICES = """
    bank banks exchange securities treasury federal reserve ministry minister commission department agency association
    institute bureau secretary senate congress parliament committee council government finance commerce agriculture
    president chairman spokesman spokeswoman chief executive director manager officer analyst analysts
    fed imf opec usda sec ec eu un us uk usa nato gnp gdp
"""
_PLACES = """
    america american britain british england english france french germany german japan japanese canada canadian
    china chinese italy italian spain spanish russia russian soviet brazil brazilian mexico mexican india indian
    australia australian switzerland swiss netherlands dutch belgium sweden swedish korea korean taiwan iran iraq
    israel saudi arabia european europe asia asian africa african west east north south western gulf pacific
    london york washington tokyo paris
"""

COMMONPLACE = frozenset(" ".join((_CALENDAR, _WIRE, _COMPANIES, _OFFICES, _PLACES)).split())
