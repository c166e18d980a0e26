"""Plain words and short sentences that mean /stop, in any of our languages and some others, from any state.

Only what leaves no doubt stands here: it is carried out at once. Whatever may mean less, or something else
("cancel", "delete me", "plus de messages"), is asked back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import product

from bot.matching.recognizing.normalize import normalize

LANGUAGES = frozenset(("en", "es", "fr", "ar"))
"""Whose words these are."""

_BESIDE = frozenset(
    normalize(
        "please pls plz thanks thank you thx it me now already right immediately hi hello hey ok okay "
        "por favor porfa porfavor xfa x gracias ya ahora ahorita hola svp stp s il vous te plait plaît merci "
        "maintenant bonjour من فضلك رجاء رجاءً لو سمحت شكرا الآن حالا فورا بقى مرحبا"
    ).split()
)
"""Words that change nothing beside one that means stop."""


def _told(words: list[str]) -> str:
    return " ".join(word for word in words if word not in _BESIDE)


_WORDS = frozenset(
    _told(normalize(word).split())
    for word in (
        "stop",
        "stpo",
        "sotp",
        "dtop",
        "st0p",
        "unsubscribe",
        "un subscribe",
        "quit",
        "alto",
        "baja",
        "basta",
        "detener",
        "parar",
        "pare",
        "paren",
        "parad",
        "darme de baja",
        "darse de baja",
        "dame de baja",
        "dar de baja",
        "arret",
        "stopper",
        "stoppe",
        "stoppez",
        "arrête",
        "arrêtez",
        "arrêter",
        "désabonner",
        "se désabonner",
        "désinscrire",
        "se désinscrire",
        "désinscription",
        "désabonnement",
        "unsub",
        "optout",
        "توقف",
        "توقفوا",
        "توقفي",
        "قف",
        "وقف",
        "أوقفي",
        "أوقف",
        "إيقاف",
        "كفى",
        "كفاية",
        "ستوب",
        "سطوب",
        "استوب",
        "إلغاء",
        "أوقفوا",
        "أوقف الرسائل",
        "أوقفوا الرسائل",
        "إيقاف الرسائل",
        "إيقاف الاشتراك",
    )
)


# what may be one topic of several, such as news and reminders, is not among them
_MESSAGES = "messages|message|msgs|msg|texts|notifications|notifs|messeges|mensages|massages|mssages"
_MENSAJES = "mensajes|mensaje|notificaciones"
_RASAIL = "رسائل|الرسائل|رسائلكم|رسايلكم|أي_رسائل|هذه_الرسائل|هالرسائل|الرسائل_دي|إشعارات|الإشعارات"
_THIS = "this|that|stuff|this_stuff|these_things|this_spam"
_ESTO = "esto|eso|estas_cosas|esas_cosas"
_ÇA = "ça|cela|tout_ça|ces_trucs"
_I_WANT = "i_want_to|i_want_2|i_wanna|i_would_like_to|id_like_to|let_me|i_need_to"
_QUIERO = "quiero|quisiera|deseo|necesito|me_quiero|me_gustaría|favor_de|solicito|pido"
_JE_VEUX = "je_veux|je_voudrais|j'aimerais|je_souhaite|je_désire|veuillez"
_URID = "أريد|اريد|أرغب_في|أود|بدي|عايز|عايزة|عاوز|حابب|بغيت|ارجو|أرجو|اريد_ان|أريد_أن"
_WISHES = (
    f"{_I_WANT}| unsubscribe|unsubcribe|unsuscribe|unsubscibe|opt_out from|off|of|"
    f" the|this|your|all|everything| list|mailing_list|{_MESSAGES}|",
    f"{_I_WANT}| cancel|end|stop my|the|this| subscription|suscription",
    f"{_QUIERO}| darme|darnos|dar|darse de|d baja de| la|esta|su|tu|los| lista|{_MENSAJES}|suscripción|",
    f"{_QUIERO}|por_favor|| cancelar|anular|terminar la|mi| suscripción",
    f"{_JE_VEUX}| désabonner|désinscrire|me_désabonner|me_désinscrire|m'enlever|me_retirer de|"
    " la|cette|votre| liste",
    f"{_JE_VEUX}| me_désabonner|me_désinscrire|désabonner|désinscrire",
    f"{_JE_VEUX}| annuler|résilier|arrêter|stopper mon|l'|| abonnement",
    f"{_URID}| إلغاء|الغاء|الغي|ألغي|أن_ألغي|تلغولي|نلغي الاشتراك|اشتراكي|الإشتراك",
    "stop bot|the_bot|this_bot|sms|spam|the_spam|it_all|everything|all_of_it|all|",
    "bot stop",
    "just|reply|i_said stop",
    f"stop enviar|de_enviar|enviando|mandando|enviar|mandar {_MENSAJES}|",
    f"stop all_of_this|all_this|these|those|{_THIS}",
    "no|ya_no|nunca_más molesten|moleste|molestes|molestar más|nunca|nada|",
    "dejen|deje|deja|paren|para de molestar|molestarme",
    "ne dérangez|déranges|dérange plus jamais|",
    f"stop|quit|cease sending|sending_any|sending_your|sending_these|sending_more"
    f" {_MESSAGES}|things|anything|{_THIS}|",
    f"stop|enough with|of the|these|your|all_the|all_these|all_your| {_MESSAGES}",
    f"too_many {_MESSAGES} stop",
    f"stop all|the|these|your|any| {_MESSAGES}",
    "stop|quit texting|messaging|writing|contacting|bothering|bugging|annoying|spamming|emailing|writing_to"
    " to|",
    f"{_I_WANT}| stop|quit receiving|getting any|any_more|more|your|these|the| {_MESSAGES}",
    f"{_I_WANT} stop these|the|your|all|all_these|all_the {_MESSAGES}",
    f"i dont|do_not want to_receive|to_get any|any_more|more|your|these {_MESSAGES} anymore|again|",
    f"end|cancel all|all_the|all_your {_MESSAGES}",
    f"no more |of_these|of_those|of_your|of_this {_MESSAGES}",
    "dont|do_not|never|please_dont send to| any|any_more|more|your|these|",
    f"dont|do_not|never send any|any_more|more|your|these|us| {_MESSAGES}|anything|{_THIS}"
    f" again|anymore|any_more|ever|",
    "dont|do_not|never text|message|write|contact|write_to again|anymore|any_more|ever|",
    f"i dont|do_not want any|any_more|more|your|these|to_get|to_receive|to_get_any|to_receive_any|"
    f" {_MESSAGES}"
    " again|anymore|any_more|",
    "unsubscribe from|off| the|this|your|that| list|mailing_list|",
    "remove from|off the|this|your|that list|mailing_list|group|chat",
    "take|get off|out_of the|this|your|that list|mailing_list|group|chat",
    "take|remove|delete my_number|my_name off|from this|here|the_list|this_list|your_list",
    "dejen|deje|deja|paren|pare|para de enviarme|mandarme|escribirme|enviar|mandar|escribir"
    " más|sus|estos|tantos|"
    f" {_MENSAJES}|cosas|{_ESTO}|",
    "no|ya_no|nunca_más envíen|envíe|envíes|manden|mande|mandes más|sus|estos|ningún|nada|nada_más|"
    f" {_MENSAJES}|{_ESTO}|",
    f"no|ya_no quiero|deseo|queremos que envíen|manden|escriban|lleguen|sigan_mandando|sigan_escribiendo"
    f" más|sus|estos|nada|nada_más| {_MENSAJES}|{_ESTO}|",
    "no|ya_no|nunca_más escriban|escriba|escribas más|nada|nunca|",
    f"no|ya_no quiero|deseo más|recibir|recibir_más|recibir_sus|recibir_estos|sus|estos| {_MENSAJES}",
    f"no más {_MENSAJES}",
    f"paren|pare|para|alto|stop|detenga|detengan|detener|parar los|sus|estos|tus|todos_los| {_MENSAJES}",
    f"basta|ya_basta de enviarme|mandarme|enviar|mandar| más|sus|estos|tantos| {_MENSAJES}|{_ESTO}",
    f"párenle|párale|bájenle con|a los|sus|estos|tantos {_MENSAJES}",
    f"{_QUIERO} dejar|parar de recibir más|sus|estos|los| {_MENSAJES}",
    "no|ya_no quiero|deseo recibir nada|nada_más|más_nada|ningún_mensaje",
    "sáquenme|sáqueme|sácame|quítenme|quíteme|quítame|bórrenme|bórreme|elimínenme"
    " de la|esta|este|el|su|tu lista|grupo|chat",
    "arrêtez|arrête|arrêter|cessez|stop de m'envoyer|menvoyer|nous_envoyer|m'écrire|envoyer des|vos|ces|tes|"
    f" messages|notifications|{_ÇA}|",
    "arrêtez|arrête|arrêter|cessez|stop d'envoyer des|vos|ces|tes messages|notifications|trucs",
    f"arrêtez|arrête|cessez|stop tout|{_ÇA}",
    "arrêtez|arrête|arrêter|arrêt|cessez|stoppez|stoppe|stopper|stop les|vos|ces|tes|des|tous_les|tous_vos|"
    "aux| messages|notifications|notifs|notif|sms",
    f"ne|n m'envoyez|m'envoie|menvoyez plus rien|de_messages|aucun_message|vos_messages|ces_messages|{_ÇA}|",
    "ne m'envoyez|m'envoie rien|aucun_message",
    "ne|n m'écrivez|m'écris|me_contactez plus jamais|",
    "je_ne|je veux|souhaite|désire plus recevoir_de|recevoir_vos|recevoir_ces|recevoir_aucun|vos|ces"
    " messages|message|notifications",
    "je_ne|nous_ne veux|souhaite|désire|voulons plus de|de_ces|de_vos|de_tes messages|notifications",
    f"je_ne|je veux|souhaite|désire plus recevoir {_ÇA}",
    f"{_JE_VEUX}|je_veux_juste arrêter|cesser|ne_plus de|| recevoir"
    " des|de|les|vos|ces|| messages|notifications",
    "je_ne|je veux|souhaite|désire plus rien recevoir |de_vous|de_votre_part",
    "désabonnez|désabonne|désinscrivez|désinscris moi|",
    "retirez|retire|enlevez|enlève|rayez|sortez moi de|du la|votre|cette|ta|ce|| liste|groupe|chat",
    f"لا|ما ترسل|ترسلوا|ترسلي|تبعث|تبعثوا|تبعثي|تبعتوا|تبعت لي|إلي|لنا|إلينا|"
    f" {_RASAIL}|شيئا|شيء|شي|هذا|المزيد بعد_الآن|بعد_اليوم|مرة_أخرى|أبدا|تاني|",
    f"بطل|بطلوا|بطلي|ما|لا تبعتلي|تبعتولي|تبعتوا_لي|تبعتليش|تبعتوليش|ترسلولي|ترسلوا_لي|تراسلوني"
    f" {_RASAIL}|شي|حاجة| تاني|بعد|بعد_اليوم|",
    f"متبعتليش|متبعتوليش|ماتبعتليش|ماتبعتوليش|ماتبعتولي|ماترسلولي|ماترسلوليش|متصيفطوليش"
    f" {_RASAIL}|حاجة| تاني|",
    f"ما_بدي|مابدي|بديش|ما_بدنا|مش_عايز|مش_عايزة|مش_عاوز|مش_عاوزة|ما_أريد|ما_أبغى|ما_ابي|ما_بغيتش|مابغيتش"
    f" توصلني|تبعتولي|استقبل| {_RASAIL} بعد|تاني|بعد_اليوم|",
    f"حبسوا|حبسو {_RASAIL}",
    "لا تراسلني|تراسلوني|تكتبوا_لي|تكتب_لي|ترسلوا_لي|ترسل_لي بعد_الآن|بعد_اليوم|مرة_أخرى|أبدا|",
    f"توقف|توقفوا|توقفي|كفوا|كف عن إرسال {_RASAIL}|هذا لي|إلي|",
    "توقف|توقفوا|توقفي|كفوا|كف عن الإرسال|المراسلة لي|إلي|",
    "توقف|توقفوا|كفوا|كف عن مراسلتي|الكتابة_لي|إزعاجي",
    f"أوقف|أوقفوا|وقفوا إرسال|بعث| {_RASAIL} لي|إلي|عني|",
    f"stop|وقفوا|أوقفوا|أوقفي|أوقف|وقف|كفاية|بكفي|يكفي|خلص هذه|هاي|كل| {_RASAIL}|الإرسال",
    f"لا|لم_أعد|ما_عدت أريد|أرغب_في|أود {_RASAIL}|استلام_رسائل|تلقي_رسائل|المزيد_من_الرسائل"
    f" بعد_الآن|بعد_اليوم|",
    "لا|لم_أعد|ما_عدت أريد|أرغب_في|أود استلام|تلقي أي_شيء|شيء|شيئا بعد_الآن|بعد_اليوم|",
    "احذفوني|أزيلوني|اشطبوني|شيلوني|أخرجوني|طلعوني من"
    " القائمة|قائمتكم|هذه_القائمة|المجموعة|هذه_المجموعة|الجروب|القروب|الكروب",
)
"""Sentences, each place with what may stand there, | between, _ for a space, nothing for none."""


def _sentences(wishes: Iterable[str]) -> Iterator[str]:
    for wish in wishes:
        places = [place.replace("_", " ").split("|") for place in wish.split()]
        told = [{_told(normalize(words).split()) for words in place} for place in places]
        yield from (" ".join(filter(None, said)) for said in product(*told))


_WORDS |= set(_sentences(_WISHES)) - {""}

_ABROAD = (
    "pare de enviar mensagens|parem de enviar mensagens|parem de me mandar mensagens|"
    "não enviem mais mensagens|pare de me mandar mensagens|não quero mais mensagens|"
    "não quero mais receber mensagens|não quero mais suas mensagens|pare de me enviar mensagens|"
    "parem de me enviar mensagens|parem de mandar mensagens|não me mande mais mensagens|"
    "não me mandem mais mensagens|não me mandem mais nada|não me escrevam mais|chega de mensagens|"
    "me tirem da lista|quero sair da lista|cancelar inscrição|"
    "acha kutuma ujumbe|acheni kutuma ujumbe|acha kunitumia ujumbe|usinitumie ujumbe tena|"
    "msinitumie ujumbe|msinitumie ujumbe tena|acha kuniandikia|sitaki ujumbe|sitaki ujumbe tena|"
    "simamisha|simamisha ujumbe|"
    "message mat karo|mujhe message mat karo|mujhe msg mat bhejo|mujhe aur message nahi chahiye|"
    "मुझे मैसेज मत करो|मुझे संदेश मत भेजो|मुझे और मैसेज नहीं चाहिए|"
    "message band karo|messages band karo|message bhejna band karo|messages bhejna band karo|"
    "message mat bhejo|mujhe message mat bhejo|mat bhejo|band karo|मैसेज बंद करो|मैसेज मत भेजो|"
    "संदेश बंद करो|मुझे मैसेज मत भेजो|बंद करो|رکو|بند کرو|میسج بند کرو|میسج مت بھیجو|پیغامات بند کریں|"
    "মেসেজ পাঠাবেন না|মেসেজ বন্ধ করুন|বন্ধ করুন|"
    "itigil|itigil ang mensahe|itigil ang mga mensahe|huwag na magpadala|ayoko na ng mensahe|"
    "wag na kayo magtext|huwag na kayong magtext|huwag na po kayong magpadala|wag na po kayo magpadala|"
    "wag na kayong magpadala|tama na ang mga mensahe|"
    "sispann voye mesaj ban mwen|pa voye mesaj ban mwen|pa voye mesaj ban mwen ankò|pa ekri m ankò|"
    "sispann ekri m|sispann voye mesaj|sispann|pa voye mesaj ankò|mwen pa vle mesaj ankò|"
    "стоп|отписаться|отпишите меня|отпишись|не присылайте сообщения|не присылайте мне сообщения|"
    "не присылайте мне больше сообщения|не присылайте больше сообщений|не присылайте больше ничего|"
    "не пишите мне|не пишите мне больше|больше не пишите|больше не пишите мне|больше мне не пишите|"
    "не пиши мне|не пиши мне больше|хватит писать|хватит мне писать|хватит присылать сообщения|"
    "не хочу получать сообщения|не хочу больше получать сообщения|удалите меня из списка|"
    "не пишіть мені|не пишіть мені більше|більше не пишіть|не надсилайте мені повідомлення|"
    "відписатися|зупинити|"
    "не надсилайте повідомлення|opriți mesajele|nu mai trimiteți mesaje|dezabonare|durdur|mesaj atmayın|"
    "mesaj göndermeyin|"
    "لغو اشتراک|پیام نفرستید|አቁም|መልእክት አትላኩ|ኣቋርጽ|停止|退订|取消订阅|abmelden|keine nachrichten mehr|"
    "basta messaggi|cancellami dalla lista|"
)
"""What is said most often in languages without answers, from Portuguese to Italian."""

_WORDS |= {_told(normalize(words).split()) for words in _ABROAD.strip("|").split("|")}

_KNOWN = _BESIDE.union(*(text.split() for text in _WORDS))
"""With the first word that is none of these a message has said that it is no STOP: that is most messages."""

_LONGEST_WORD = 12  # characters; a short message may be one word whose letters stand apart: "sto p"

_ONES = re.compile("![!1]+")
"""Where Shift was let go too early: "Stop!!1"."""

_LONGEST = 200  # characters from the first letter to the last; who writes more says more than one of these


def _is_letter(character: str) -> bool:
    """Also what is written behind a letter in Hindi and Bengali, where a word may end with it."""
    return character.isalnum() or unicodedata.category(character) == "Mc"


def means_stop(text: str) -> bool:
    """Whether the whole message is such a word or sentence, however often, written and punctuated.

    A name that begins with @ says nothing, nor does a word of courtesy; letters may stand apart.
    """
    said = _ONES.sub("!", " ".join(piece for piece in text.split() if piece[0] != "@"))
    first = next((place for place, character in enumerate(said) if _is_letter(character)), len(said))
    last = next((place for place in range(len(said) - 1, first - 1, -1) if _is_letter(said[place])), first)
    if first == len(said) or last - first > _LONGEST:
        return False
    if last - first <= _LONGEST_WORD and "".join(normalize(said).split()) in _WORDS:
        return True
    words: list[str] = []
    for piece in said[first : last + 1].split():
        words += normalize(piece).split()
        if any(len(word) > 1 for word in words) and not _KNOWN.issuperset(words):
            return False
    if all(len(word) == 1 for word in words):
        words = normalize("".join(words)).split()
    told = _told(words)
    return told in _WORDS or (bool(told) and all(word in _WORDS for word in told.split()))
