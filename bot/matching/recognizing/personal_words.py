"""Words after which people write who or where they are, in the languages of the bot and two more."""

from __future__ import annotations

import re

LANGUAGES = frozenset(("en", "es", "fr", "ar", "pt", "tl"))
"""Whose words these are."""

_WORD = re.compile(r"[\w…]+")


Phrases = dict[str, tuple[tuple[str, ...], ...]]  # of words, by the first one


def _phrases(text: str) -> Phrases:
    """Phrases, one a line, by their first word; each as its words without what parts them."""
    found: Phrases = {}
    for line in text.strip().splitlines():
        words = tuple("".join(_WORD.findall(word)) for word in line.split())
        found[words[0]] = (*found.get(words[0], ()), words)
    return found


def _words(text: str) -> frozenset[str]:
    """As they stand in a text that is read word by word: without apostrophes and hyphens."""
    return frozenset("".join(_WORD.findall(word)) for word in text.split())


BEFORE_A_NAME = _phrases("""
my name is
my name's
my full name is
my real name is
my names are
name is
i am called
i'm called
they call me
people call me
his name is
her name is
my username is
my user name is
my surname is
my last name is
my family name is
i sign as
my husband is called
my wife is called
me llamo
mi nombre es
mi nombre completo es
mi apellido es
mi usuario es
mi esposo se llama
mi esposa se llama
mi hijo se llama
mi hija se llama
mi hermano se llama
mi hermana se llama
su nombre es
je m'appelle
je m appelle
je me nomme
je me prénomme
mon nom est
mon nom c'est
mon prénom est
mon nom de famille est
mon pseudo est
mon mari s'appelle
ma femme s'appelle
mon fils s'appelle
ma fille s'appelle
mon frère s'appelle
ma sœur s'appelle
اسمي
إسمي
اسمي هو
انا اسمي
أنا اسمي
واسمي
ismi
ana ismi
smiti
زوجي اسمه
زوجتي اسمها
ابني اسمه
ابنتي اسمها
أخي اسمه
أختي اسمها
meu nome é
me chamo
chamo-me
meu marido se chama
ang pangalan ko ay
ako si
""")

BEFORE_A_PLACE = _phrases("""
i live in
i live at
i live on
i live near
i live next to
i live behind
i live close to
i'm living at
i'm living near
we live near
we live on
i am staying in
i'm staying in
we are staying at
i'm hiding in
i'm hiding at
my house is
we live in
we live at
i am living in
i'm living in
i stay at
i am staying at
i'm staying at
we stay at
i am hiding in
i am hiding at
my address is
my home address is
our address is
vivo en
vivimos en
vivo cerca de
vivo cerca del
vivo al lado de
vivimos cerca de
mi casa está en
mi casa esta en
estoy escondido en
estoy escondida en
mi dirección es
mi direccion es
mi domicilio es
me escondo en
me quedo en
resido en
j'habite
j'habite à
j'habite au
j'habite en
j'habite dans
j'habite près de
j'habite à côté de
nous habitons
je vis près de
nous vivons à
nous habitons à
je vis à
je vis au
je vis en
je loge à
je réside à
je me cache à
mon adresse est
أسكن في
اسكن في
أسكن
اسكن
ساكن في
ساكنة في
أعيش في
اعيش في
نسكن في
نعيش في
بيتي في
أقيم في
اقيم في
عنواني
عنواني هو
moro em
moro no
moro na
meu endereço é
nakatira ako sa
""")

ENDS_A_NAME = _words("""
and but or because can could do does did am i i'm im is are was my me we what how when where who why want need
have will should if from without with since for to please that
y e pero porque puedo puede soy estoy tengo quiero necesito vengo qué que cómo como cuándo dónde quién mi
sin con si
desde para hay well
et mais parce je j'ai suis ai peux veux qui quoi comment quand où pourquoi que est-ce mon sans avec si
depuis pour
و لكن هل كيف متى أين من ما ماذا لماذا أنا انا وأنا وانا عندي أريد اريد هو بدون منذ
""")

BEFORE_A_COLON = _words("""
name surname username address
nombre apellido apellidos usuario dirección direccion domicilio
nom prénom prenom pseudo adresse
اسم الاسم العنوان اللقب
nome endereço
""")
"""What announces a name or a place where a colon follows, as in a form."""

IN_A_NAME = _words("de del la las los el y e da do dos das di du des le van von bin ben bint al abu the st")
"""What joins the words of a name or a place."""

BEFORE_A_BIRTH = _words("""
born birthday birthdate birth dob b-day bday
nacido nacida nací naci nació nacieron nacimos nacimiento nac cumpleaños
né née nés nées naissance anniversaire
ولدت وُلدت مولود مولودة مواليد ميلاد ميلادي الميلاد
nascido nascida nasci nasceu nascimento ipinanganak kaarawan geboren geburtsdatum родился родилась
""")

IN_A_BIRTH = _words("""
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
janeiro fevereiro março abril maio junho julho setembro outubro novembro dezembro
enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre
janvier février fevrier mars avril mai juin juillet août aout septembre octobre novembre décembre decembre
يناير فبراير مارس أبريل ابريل مايو يونيو يوليو أغسطس اغسطس سبتمبر أكتوبر اكتوبر نوفمبر ديسمبر
كانون شباط آذار اذار نيسان أيار ايار حزيران تموز آب أيلول ايلول تشرين جانفي فيفري أفريل ماي جوان جويلية أوت
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth
sixteenth seventeenth eighteenth nineteenth twentieth thirtieth nineteen twenty thirty forty fifty sixty
seventy
eighty ninety thousand hundred
uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete
dieciocho
diecinueve veinte treinta mil novecientos cuarenta cincuenta sesenta setenta ochenta noventa primero
premier deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente
mille
cent quarante cinquante soixante
""")

IDENTITY = _words("""
passport passports visa permit licence license case file ssn dni nie nif curp cedula cédula rfc iqama
alien a-number anumber uscis document id code pin account iban card ticket
plate plates placa matrícula matricula immatriculation
pasaporte permiso caso expediente documento código codigo tarjeta cuenta
passeport permis dossier récépissé recepisse titre carte compte
جواز جوازي إقامة اقامة إقامتي هوية هويتي بطاقة ملف ملفي رخصة تأشيرة فيزا حساب كود
""")

NETWORKS = _words("""
instagram insta ig facebook fb telegram tiktok whatsapp signal twitter snapchat snap skype wechat viber
messenger imo face
انستغرام انستجرام فيسبوك تلغرام تيليغرام واتساب تويتر سناب
""")

LEADS_TO_AN_ACCOUNT = _words("""
is as under account handle name id user username called address at
es como usuario cuenta nombre
est c'est sous compte nom pseudo
هو حسابي باسم
é
""")
"""What may stand between a network, or a word for a mailbox, and what somebody is called there."""

BEFORE_A_MAILBOX = _words("""
email e-mail mail mailbox gmail
correo
courriel mél
بريدي إيميلي ايميلي ايميل إيميل
""")

STREETS = _words("""
street st avenue ave road rd lane boulevard blvd apartment apt flat block
calle avenida avda carrera barrio piso departamento
rue boulevard impasse appartement
شارع زنقة حي نهج عمارة شقة
""")

DIGITS_IN_WORDS = _words("""
zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety double triple
cero uno una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte treinta
cuarenta cincuenta sesenta setenta ochenta noventa doble
zéro un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente
quarante cinquante soixante septante octante nonante
صفر واحد واحدة اثنان اثنين ثلاثة ثلاث أربعة أربع اربعة خمسة خمس ستة ست سبعة سبع ثمانية ثمان تسعة تسع عشرة عشر
""")
"""With which a number is read out, digit by digit or in pairs."""

COUNTED_THINGS = _words("""
objective objectives article articles paragraph paragraphs goal goals target targets theme point chapter
section sdg sdgs
page annex phase round covid
objetivo objetivos artículo articulo párrafo parrafo meta tema punto capítulo fase ods
objectif objectifs paragraphe thème theme cible chapitre odd
الهدف هدف المادة مادة الفقرة فقرة البند
""")
"""What has numbers that name nobody."""

RESOLUTION = _words("resolution résolution resolución القرار قرار")
