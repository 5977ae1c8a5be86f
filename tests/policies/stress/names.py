"""Words that are hard to set: names in many scripts and words without a break. All of them are invented examples."""

from __future__ import annotations

# Family and given name; most of them are the word "example" or the local John Doe.
PEOPLE = [
    ("Παραδειγματοπούλου", "Αικατερίνη Μαρία"),
    ("Примеровская-Образцова", "Ирина"),
    ("Nguyễn Thị Ví Dụ", "Ngọc Ánh"),
    ("Brzęczyszczykiewicz-Żółćkiewiczówna", "Grażyna"),
    ("Örnekoğlu-İğdırlıgil", "Çağrı Şükrü"),
    ("المثالي", "عبد الرحمن"),
    ("לדוגמה", "ישראל"),
    ("范例", "某某"),
    ("見本", "太郎"),
    ("홍", "길동"),
    ("उदाहरणमिश्रा", "क्षितिज"),
    ("ตัวอย่างวัฒนกุล", "สมชาย"),
    ("Zˇa\u0301zrac\u030cny\u0301", "Re\u0301my\u0328"),
    ("Þórðardóttir", "Guðrún"),
    ("Õ'Näidis-Ļoti", "Ķirsti"),
]
ORGANIZATIONS = [
    "例示医療機器評価機構",
    "예시의료기술평가원",
    "مركز الأمثلة الطبية",
    "המרכז לדוגמאות רפואיות",
    "示例大学附属医院",
    "उदाहरण चिकित्सा संस्थान",
    "สถาบันตัวอย่างทางการแพทย์",
    "Институт Примеров и Образцов",
    "Ινστιτούτο Παραδειγμάτων",
    "Example Society for Invented Interventional Neuromusculoskeletal Medicine and Rehabilitation Assessment",
]
AFFILIATIONS = [
    "Department of Examples, 示例大学 (Example University), 北京",
    "見本大学医学部, 東京",
    "예시대학교 의과대학, 서울",
    "Кафедра примеров, Примерск",
    "كلية الطب، جامعة الأمثلة",
    "הפקולטה לרפואה, אוניברסיטת הדוגמה",
    "Instytut Przykładów, Łódź",
    "उदाहरण विश्वविद्यालय, दिल्ली",
    "มหาวิทยาลัยตัวอย่าง กรุงเทพมหานคร",
    "Viện Ví dụ, Thành phố Ví Dụ",
    "Örnek Üniversitesi, İzmir",
]

# Words of 40 to 70 letters without a place to break.
LONG = [
    "Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbauunterbeamter",
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "poly(lactic-co-glycolic)acidmethoxypolyethyleneglycolcopolymermicrospheres",
    "tetrahydropyranylcyclopentyltetrahydropyridopyridinehydrochloride",
    "hexamethylenediaminetetramethylenephosphonatodecahydrate",
    "ExampleStimUltraDurableRechargeableMultiContactPaddleLeadSystemXL",
    "pneumonoultramicroscopicsilicovolcanoconiosisassociatedneuropathy",
    "Krankenversicherungsbeitragsentlastungsverordnungsänderungsentwurf",
]
ADDRESS = (
    "https://registry.example.org/archive/neuromodulation/2026/aVeryLongPathWithoutAnyHyphenOrOtherPlaceToBreakItIn"
    "TheMiddle/record?identifier=NCT00000000000000000000&version=20260101T000000Z"
)


def person(number: int) -> dict[str, str]:
    """Return a name in CSL form; each number gives another one."""
    family, given = PEOPLE[number % len(PEOPLE)]
    return {"family": family, "given": given}


def long_word(number: int) -> str:
    """Return one of the long words."""
    return LONG[number % len(LONG)]
