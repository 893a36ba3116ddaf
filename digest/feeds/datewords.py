"""The words of dates: months, days of the week and zones, as newspapers write them.

Words are lower case and without accents and dots (see `plain_word`); a month's word is read by
its whole form first, then by its first letters.
"""

from __future__ import annotations

import unicodedata
from datetime import timedelta

_MONTHS = (
    "january jan janvier janv januar jaenner janner jaen enero ene janeiro gennaio gen januari "
    "styczen stycznia sty yanvarya ocak ianuarie tammikuuta leden ledna januara "
    "января янв січня ינואר يناير كانون جنوری ژانویه जनवरी",
    "february feb fevrier fevr fev februar febrero fevereiro febbraio februari luty lutego "
    "lut subat februarie helmikuuta unor unora "
    "февраля фев февр лютого פברואר فبراير شباط فروری فوریه फरवरी",
    "march mar mars maerz marz mrz marzo marco maart marts marzec marca mart martie maaliskuuta "
    "brezen brezna maret "
    "марта мар март березня מרץ مارس آذار مارچ मार्च",
    "april apr avril avr abril abr aprile kwiecien kwietnia kwi nisan aprilie huhtikuuta duben dubna "
    "апреля апр квітня אפריל أبريل ابريل نيسان اپریل آوریل अप्रैल",
    "may mai mayo maio maggio mag mei maj maja mayis toukokuuta kveten kvetna "
    "мая май травня מאי مايو أيار مئی مه मई",
    "june jun juin juni junio junho giugno giu czerwiec czerwca cze haziran iunie kesakuuta cerven "
    "cervna "
    "июня июн червня יוני يونيو حزيران جون ژوئن जून",
    "july jul juillet juil juli julio julho luglio lug lipiec lipca lip temmuz iulie heinakuuta "
    "cervenec cervence "
    "июля июл липня יולי يوليو تموز جولائی ژوئیه जुलाई",
    "august aug aout aou agosto ago augustus sierpien sierpnia sie agustos elokuuta srpen srpna "
    "agustus avgust "
    "августа авг серпня אוגוסט أغسطس آب اگست اوت अगस्त",
    "september sep sept septembre septiembre setembro set settembre wrzesien wrzesnia wrz eylul "
    "septembrie syyskuuta zari "
    "сентября сен сент вересня ספטמבר سبتمبر أيلول ستمبر سپتامبر सितंबर",
    "october oct octobre oktober okt octubre outubro out ottobre ott pazdziernik pazdziernika paz "
    "ekim octombrie lokakuuta rijen rijna oktobra "
    "октября окт жовтня אוקטובר أكتوبر اكتوبر اکتوبر अक्टूबर",
    "november nov novembre noviembre novembro listopad listopada lis kasim noiembrie marraskuuta "
    "ноября ноя нояб листопада נובמבר نوفمبر نومبر نوامبر नवंबर",
    "december dec decembre dezember dez diciembre dic dezembro dicembre desember des grudzien "
    "grudnia gru aralik decembrie joulukuuta prosinec prosince "
    "декабря дек грудня דצמבר ديسمبر دسمبر دسامبر दिसंबर",
)

_DAYS = (
    "monday mon montag mo mo. lundi lun lunes segunda seg lunedi maandag ma mandag man pazartesi "
    "poniedzialek pon senin понедельник пн الاثنين پیر",
    "tuesday tue tues dienstag di mardi mar martes terca ter martedi dinsdag tirsdag tir sali "
    "wtorek wto selasa вторник вт الثلاثاء منگل",
    "wednesday wed weds mittwoch mi mercredi mer miercoles mie quarta qua mercoledi woensdag wo "
    "onsdag ons carsamba sroda sro rabu среда ср الأربعاء بدھ",
    "thursday thu thur thurs donnerstag do jeudi jeu jueves jue quinta qui giovedi gio donderdag "
    "torsdag tor persembe czwartek czw kamis четверг чт الخميس جمعرات",
    "friday fri freitag fr vendredi ven viernes vie sexta sex venerdi vrijdag vr fredag fre cuma "
    "piatek pia jumat пятница пт الجمعة جمعہ",
    "saturday sat samstag sonnabend sa samedi sam sabado sab sabato zaterdag za lordag lor cumartesi "
    "sobota sob sabtu суббота сб السبت ہفتہ",
    "sunday sun sonntag so dimanche dim domingo dom domenica zondag zo sondag son pazar niedziela "
    "nie minggu воскресенье вс الأحد اتوار",
)


def plain_word(word: str) -> str:
    """Lower case, accents and dots off; scripts that live by their marks are left alone."""
    if word.isascii():
        return word.lower().replace(".", "")
    lowered = word.lower().replace(".", "")
    if lowered[:1] > "\u024f":
        return lowered
    split = unicodedata.normalize("NFKD", lowered.replace("ı", "i").replace("ł", "l"))
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _numbered(rows: tuple[str, ...], start: int) -> dict[str, int]:
    return {plain_word(word): start + n for n, row in enumerate(rows) for word in row.split()}


MONTHS = _numbered(_MONTHS, 1)
WEEKDAYS = _numbered(_DAYS, 0)


def month(word: str) -> int | None:
    """1 to 12 for a month's name in any of the languages, else `None`."""
    number = MONTHS.get(word)
    if number is None and len(word) > 3:
        number = MONTHS.get(word[:3]) if word[:3] in _ENGLISH else None
    return number


def weekday(word: str) -> int | None:
    """0 (Monday) to 6 for a day's name, else `None`."""
    number = WEEKDAYS.get(word)
    if number is None and len(word) > 3:
        number = WEEKDAYS.get(word[:3]) if word[:3] in _ENGLISH_DAYS else None
    return number


_ENGLISH = frozenset("jan feb apr jun jul aug sep oct nov dec".split())
_ENGLISH_DAYS = frozenset("mon tue wed thu fri sat sun".split())


def _hours(table: str) -> dict[str, timedelta]:
    pairs = (item.split("=") for item in table.split())
    return {name: timedelta(hours=float(hours)) for name, hours in pairs}


# Where an abbreviation has several meanings, the one newspapers' feeds use (RFC 822 first).
OFFSETS = _hours(
    "z=0 gmt=0 utc=0 ut=0 wet=0 uct=0 zulu=0 est=-5 edt=-4 cst=-6 cdt=-5 mst=-7 mdt=-6 pst=-8 "
    "pdt=-7 akst=-9 akdt=-8 hst=-10 hast=-10 hdt=-9 ast=-4 adt=-3 nst=-3.5 ndt=-2.5 bst=1 ist=5.5 "
    "cet=1 cest=2 mez=1 mesz=2 met=1 mest=2 eet=2 eest=3 west=1 msk=3 msd=4 trt=3 sast=2 wat=1 "
    "cat=2 eat=3 pkt=5 npt=5.75 bdt=6 mmt=6.5 ict=7 wib=7 wita=8 wit=9 sgt=8 myt=8 pht=8 hkt=8 "
    "awst=8 jst=9 kst=9 acst=9.5 acdt=10.5 aest=10 aedt=11 nzst=12 nzdt=13 gst=4 irst=3.5 "
    "irdt=4.5 aft=4.5 uzt=5 almt=6 yekt=5 brt=-3 brst=-2 art=-3 clt=-4 clst=-3 cot=-5 pet=-5 "
    "vet=-4 ect=-5 bot=-4 uyt=-3 pyt=-4 haec=2 hnec=1 sst=-11 chst=10 fjt=12 tost=13"
)

# Names that change with the season.
REGIONS = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
}

AMERICAN = frozenset("est edt cst cdt mst mdt pst pdt et ct mt pt akst akdt hst".split())

UPDATED = (
    r"(?:last\s+|zuletzt\s+)?(?:updated?|modified|revised|aktualisiert|mis(?:e)? à jour|actualizad[oa]|atualizad[oa]|"
    r"aggiornat[oa]|bijgewerkt|gewijzigd|uppdaterad|oppdatert|opdateret|zaktualizowano|güncellendi|"
    r"diperbarui|обновлено|تازہ کاری|آخری تازہ کاری|اپ ڈیٹ|اپڈیٹ|تحديث|آخر تحديث|به‌روزرسانی|به روز رسانی|अपडेट|更新)(?!\w)"
)
"""Pattern of the words by which a paper says that a date is that of a later version."""
