"""Every rule that comes with unspin: one to a file, named for its id."""

from collections.abc import Mapping

from unspin.moderation.rule import Rule
from unspin.moderation.rules.block_domains import BlockDomains
from unspin.moderation.rules.block_patterns import BlockPatterns
from unspin.moderation.rules.block_terms import BlockTerms
from unspin.moderation.rules.date_future import DateFuture
from unspin.moderation.rules.date_stale import DateStale
from unspin.moderation.rules.language_accepted import LanguageAccepted
from unspin.moderation.rules.language_profanity import LanguageProfanity
from unspin.moderation.rules.length_minimum import LengthMinimum
from unspin.moderation.rules.machine_boilerplate import MachineBoilerplate
from unspin.moderation.rules.privacy_card import PrivacyCard
from unspin.moderation.rules.privacy_email import PrivacyEmail
from unspin.moderation.rules.privacy_iban import PrivacyIban
from unspin.moderation.rules.privacy_national_id import PrivacyNationalId
from unspin.moderation.rules.privacy_phone import PrivacyPhone
from unspin.moderation.rules.promo_press_release import PromoPressRelease
from unspin.moderation.rules.promo_sponsored import PromoSponsored
from unspin.moderation.rules.quality_c4 import QualityC4
from unspin.moderation.rules.quality_fineweb import QualityFineweb
from unspin.moderation.rules.quality_gopher import QualityGopher
from unspin.moderation.rules.quality_gopher_repetition import QualityGopherRepetition
from unspin.moderation.rules.respun_substitutions import RespunSubstitutions
from unspin.moderation.rules.respun_title import RespunTitle
from unspin.moderation.rules.respun_tortured import RespunTortured
from unspin.moderation.rules.spam_doorway import SpamDoorway
from unspin.moderation.rules.spam_hidden import SpamHidden
from unspin.moderation.rules.spam_injected import SpamInjected
from unspin.moderation.rules.spam_link_density import SpamLinkDensity
from unspin.moderation.rules.spam_link_farm import SpamLinkFarm
from unspin.moderation.rules.spam_stuffing import SpamStuffing
from unspin.moderation.rules.spam_terms import SpamTerms
from unspin.moderation.rules.stub_consent import StubConsent
from unspin.moderation.rules.stub_error import StubError
from unspin.moderation.rules.stub_paywall import StubPaywall
from unspin.moderation.rules.stub_script import StubScript
from unspin.moderation.rules.title_clickbait import TitleClickbait

_ALL: tuple[type[Rule], ...] = (
    BlockDomains,
    BlockPatterns,
    BlockTerms,
    DateFuture,
    DateStale,
    LanguageAccepted,
    LanguageProfanity,
    LengthMinimum,
    MachineBoilerplate,
    PrivacyCard,
    PrivacyEmail,
    PrivacyIban,
    PrivacyNationalId,
    PrivacyPhone,
    PromoPressRelease,
    PromoSponsored,
    QualityC4,
    QualityFineweb,
    QualityGopher,
    QualityGopherRepetition,
    RespunSubstitutions,
    RespunTitle,
    RespunTortured,
    SpamDoorway,
    SpamHidden,
    SpamInjected,
    SpamLinkDensity,
    SpamLinkFarm,
    SpamStuffing,
    SpamTerms,
    StubConsent,
    StubError,
    StubPaywall,
    StubScript,
    TitleClickbait,
)

RULES: Mapping[str, type[Rule]] = {rule.kind: rule for rule in _ALL}
"""The kinds of rules, by their ids."""
