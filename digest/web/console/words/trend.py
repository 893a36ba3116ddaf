"""Words of a digest's report over time, and of files of reports."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "trend.title": Four(
        "{digest}: issue by issue",
        "{digest}: Ausgabe für Ausgabe",
        "{digest} : numéro par numéro",
        "{digest}: شمارہ بہ شمارہ",
    ),
    "trend.link": Four(
        "Report over time", "Bericht über die Zeit", "Rapport dans le temps", "وقت کے ساتھ رپورٹ"
    ),
    "trend.file": Four(
        "Download as CSV", "Als CSV herunterladen", "Télécharger en CSV", "CSV ڈاؤن لوڈ کیجیے"
    ),
    "trend.charts": Four(
        "Drawn, the oldest first",
        "Gezeichnet, die älteste zuerst",
        "Dessiné, le plus ancien d’abord",
        "نقشہ، سب سے پرانا پہلے",
    ),
    "trend.band": Four(
        "The band is the middle half of the 30 days before the newest issue.",
        "Das Band ist die mittlere Hälfte der 30 Tage vor der neuesten Ausgabe.",
        "La bande est la moitié centrale des 30 jours précédant le dernier numéro.",
        "پٹی تازہ ترین شمارے سے پہلے کے 30 دن کا درمیانی نصف ہے۔",
    ),
    "trend.table": Four("Issues", "Ausgaben", "Numéros", "شمارے"),
    "trend.day": Four("Issue", "Ausgabe", "Numéro", "شمارہ"),
    "trend.usual": Four("Usual", "Üblich", "Habituel", "معمول"),
    "trend.opens": Four("Openings", "Öffnungen", "Ouvertures", "کھولے گئے"),
    "trend.opens.why": Four(
        "Openings stand in grey: some mail programs load the picture unread, others never do. Nothing is decided by them.",
        "Öffnungen stehen in Grau: Manche Mailprogramme laden das Bild ungelesen, andere nie. Danach wird nichts entschieden.",
        "Les ouvertures sont en gris : certains logiciels chargent l’image sans lecture, d’autres jamais. Rien n’en dépend.",
        "کھولے جانے کی تعداد مدھم ہے: کچھ پروگرام تصویر بغیر پڑھے لاتے ہیں، کچھ کبھی نہیں۔ اس پر کوئی فیصلہ نہیں ہوتا۔",
    ),
    "trend.none": Four(
        "No issue has finished yet. The first one stands here once it did.",
        "Noch ist keine Ausgabe fertig. Die erste steht hier, sobald sie es ist.",
        "Aucun numéro n’est encore terminé. Le premier figurera ici.",
        "ابھی کوئی شمارہ مکمل نہیں ہوا۔ پہلا مکمل ہوتے ہی یہاں ہوگا۔",
    ),
    "trend.older": Four("Older issues", "Ältere Ausgaben", "Numéros plus anciens", "پرانے شمارے"),
    "report.file": Four("Stories as CSV", "Meldungen als CSV", "Articles en CSV", "خبریں CSV میں"),
}
