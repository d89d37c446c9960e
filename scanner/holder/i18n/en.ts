import type { MessagesOf } from "../../shared/i18n/catalogue.ts";
import type { de } from "./de.ts";

export const en: MessagesOf<typeof de> = {
  "app.name": "Einlass",
  "app.holder": "Your tickets",
  "language": "Language",
  "back": "All tickets",
  "retry": "Try again",

  "list.title": "Your tickets here",
  "list.empty": "No ticket on this phone yet",
  "list.empty.text": "Open your ticket's link and tap “Show on this phone”. It stays here from then on, without a network too.",

  "ticket.when": "Begins",
  "ticket.where": "Where",
  "ticket.tier": "Tier",
  "ticket.number": "Number",
  "ticket.page": "To the ticket's page",

  "loading": "Fetching your ticket …",
  "unreachable.title": "No network right now",
  "unreachable.text": "Your ticket needs a connection the first time. Afterwards it works without.",
  "unknown.title": "This link is not good any more",
  "unknown.text": "Ask the collective for the newest link to your ticket.",

  "free.title": "Get your ticket onto this phone",
  "free.text": "It then shows a new code every ten seconds, without a network too. A photo of it is worth nothing to anybody.",
  "free.paper": "Printed or saved codes of this ticket are worth nothing afterwards.",
  "free.button": "Show on this phone",
  "busy": "One moment …",

  "elsewhere.title": "On another phone",
  "elsewhere.text": "This ticket is on another phone at the moment. If you fetch it here, the code over there is worth nothing any more.",
  "elsewhere.button": "Fetch it to this phone",
  "replaced.title": "On another phone now",
  "replaced.text": "This ticket was fetched away from here. The code on this phone opens no door any more.",

  "code.alt": "Code for the door, ticket {number}",
  "code.hint": "Turn the brightness up and hold the code to the camera",
  "code.next": "New code in {seconds} s",
  "code.offline": "No network. The code is good all the same.",
  "code.hide": "Hide the code",
  "code.show": "Show the code",
  "code.again": "For coming back in, drinks and whatever else is fetched with the ticket.",

  "used.title": "You were there",
  "used.text": "Let in on {time}",
  "used.text.gate": "Let in on {time}, {gate}",
  "revoked.title": "Revoked",
  "revoked.text": "This ticket has not been good since {time}. Ask the collective.",
  "cancelled.title": "Called off",
  "cancelled.text": "This event does not take place.",
  "over.title": "Over",
  "over.text": "The event is over. The ticket stays yours.",
  "picture.alt": "The picture of ticket {number}",

  "remove": "Remove from this phone",
  "remove.text": "The code here is worth nothing afterwards. With the link you can fetch the ticket again at any time.",
  "remove.confirm": "Remove",
  "remove.cancel": "Keep it",

  "tab.title": "Open in another tab",
  "tab.text": "This ticket is open in another tab already. Show it there, or fetch it here.",
  "tab.button": "Show it here",
  "tab.taken": "This ticket was opened in another tab.",

  "storage.title": "Nothing can be kept here",
  "storage.text": "Your phone has to be able to remember the ticket. Open the link in the normal browser, not in private mode and not inside another app.",
  "keys.title": "This cannot be done safely here",
  "keys.text": "This browser gives the page no key. Open the link over https and in a recent browser.",
  "paper.else": "If the event allows paper, the ticket's page has a code to print.",

  "error.network": "No connection. Try again as soon as you have a network.",
  "error.server": "The server has a problem right now. Try again in a moment.",
};
