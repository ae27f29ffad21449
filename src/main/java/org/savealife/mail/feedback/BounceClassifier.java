package org.savealife.mail.feedback;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides from a mail server's final reply to a message whether the address is gone. A donor with a wrongly suppressed
 * address gets no more invitations and never learns why. So one sign that the cause was something else is enough not to
 * suppress it: a code of class 4, a code about policy, size, protocol or a full mailbox, or such words. Otherwise the
 * most specific code counts; words count only if the codes leave it open.
 *
 * <p>Source: RFC 3463 and the registry of RFC 5248 (enhanced codes), RFC 5321 section 4.2 (replies), RFC 7505 (null
 * MX).
 */
final class BounceClassifier {

    /**
     * Maximum number of characters of a text that are read. The decisive ones come first, and anybody may have written
     * the text.
     */
    static final int MAX_LOOKED_AT = 8_000;

    /** The meaning of a sign, the strongest first. */
    private enum Sign {
        /** The cause is ours, the message, a full mailbox, or temporary. */
        SPARES,
        /** The address is gone for good. */
        GONE,
        /** The failure is permanent, for an unknown reason. */
        FOR_GOOD,
        NONE;

        Sign or(Sign other) {
            return compareTo(other) <= 0 ? this : other;
        }
    }

    /** {@code 5.1.1}, which is not part of an IP address or of a longer number. */
    private static final Pattern ENHANCED_CODE =
            Pattern.compile("(?<![\\w.])([245])\\.(\\d{1,3})\\.(\\d{1,3})(?![\\w-]|\\.\\w)");

    /** Three digits at the place of a reply: at the beginning, or after words that announce one. */
    private static final Pattern REPLY = Pattern.compile(
            "(?:^|[;:<(>]\\s?|\\]\\s"
                    + "|(?<!\\w)(?:answered|code|error|replied|reply|responded|response|returned|said|smtp|status"
                    + "|with)\\s)"
                    + "([45]\\d\\d)(?=[\\s#:;,)>-]|$)",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    /** Replies about our own behaviour, and 552: "Requested mail action aborted: exceeded storage allocation". */
    private static final Set<String> SPARING_REPLIES =
            Set.of("500", "502", "503", "504", "530", "534", "535", "538", "552");

    /** Part of a host name, link or address, whose parts are not words. */
    private static final Pattern NAME = Pattern.compile("\\w\\.\\w|@|://");

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private static final Pattern BETWEEN_PHRASES = Pattern.compile("[,\\n]");

    /** An asterisk stands for the rest of a word, which may be empty. */
    private static final Pattern SPARING = Pattern.compile(phrases("""
            spf, dkim, dmarc, helo, ehlo, ptr, rdns, reverse dns, sender id, mail from, mailfrom, envelope from
            return path, from address, from header, from domain, sender address, sender domain, sender ip
            sender verif*, sender rejected, sender denied, sender not, sender is, sender blocked, sender unknown
            sender must, domain of sender, invalid sender, unknown sender, bad sender, forged, spoof*, impersonat*
            client host, your hostname, your host, your ip, your domain, your server, your mail server, your network
            your reputation, sending ip, sending server, sending host, sending domain, ip address, client ip
            invalid ip, dynamic ip, dynamic address, dialup, hostname, tls, starttls, encryption, certificate
            not verified, unverified, verification failed, not signed, unauthenticated, authenticat*, authoriz*
            authoris*, unauthori*, not permitted, not allowed, accept mail from *, accept mails from *
            accept email from *, accept messages from *, accept delivery
            polic*, block, blocked, blocks, blocking, blocklist*, blacklist*, black list*, denylist*, deny list
            whitelist*, allowlist*, restrict*, banned, prohibit*, forbidden, dnsbl, rbl, surbl, uribl, spamhaus
            spamcop, sorbs, barracuda, proofpoint, reputation, spam*, antispam, unsolicited, junk, bulk, abus*
            complaint*, suspicious, phish*, malware, virus*, infected, malicious, harmful, content, contents
            attachment*, filter, filters, filtering, filtered, message rejected, message refused, mail rejected
            mail refused, bad words, suspected
            relaying, relay access *, relay denied, relay not *, to relay, not relay, open relay, local domain
            not gateway
            too large, too big, too long, message size, mail size, max* size, size limit, size exceed*, exceed*
            malformed, syntax, mime, non ascii, 8bit*, smtputf8, rfc*, bare lf, bare newline*, missing header*
            duplicate*
            full, pleine, voll, vol, llena, lleno, piena, cuota, kontingent, contingent, d\u00e9pass*
            \u00fcberschritten, overschreden, quota, overquota, out of space, no space, enough space, disk, storage
            insufficient, mailbox size, account size, limit, limits, limited
            rate, rates, throttl*, too many, too fast, too much, too frequent*, frequency, overload*, concurren*, busy
            volume
            loop, loops, looping, hop, hops
            temporar*, try again, try later, retry, retries, retrying, retried, later, timeout, timed out, time out
            expired, deferred, delayed, delay, greylist*, graylist*, unreachable, connection, connect, not respond*
            no answer, did not answer, in the queue, still trying, keep trying, will continue, warning only
            service unavailable, service not available, service is unavailable, service currently, server error
            system error, internal error, local error, resources, memory, lookup failure, lookup failed, dns error
            dns failure, maintenance, not implemented, command unrecognized, unrecognized command, sequence
            protocol error, protocol violation, unknown error, unknown command, unknown reason, unknown failure
            soft error, configuration, misconfigur*, currently, shutting down, lock*, unable to open, cannot open
            can t create, couldn t create, cannot create, write error, input output, broken pipe, system not accepting
            permission*, on hold, mailer error
            """));

    private static final Pattern GONE = Pattern.compile(phrases("""
            user unknown, unknown user*, unknown recipient*, unknown mailbox*, unknown address*, unknown account*
            unknown addressee*, unknown email*, unknown local *, unknown virtual *, unknown alias, unknown rcpt
            unknown to *, unknown or illegal *, unknown host, unknown domain, recipient unknown, recipients unknown
            address unknown, addressee unknown, mailbox unknown, account unknown, host unknown, domain unknown
            is unknown, are unknown
            no such user*, no such recipient*, no such mailbox*, no such address*, no such account, no such person
            no such domain, no such host, no such local user, no such alias, no such email*
            not exist*, non exist*, nonexist*, doesn t exist*, inexist*, no existe, n existe pas, existiert nicht
            bestaat niet, unbekannt*, inconnu*, onbekend*, desconocid*, sconosciut*, invalide
            no longer *, not a valid *, not valid, isn t valid, not a known *, not known, invalid recipient*
            invalid mailbox*, invalid address*, invalid user*, invalid rcpt*, invalid destination*, invalid email*
            invalid final delivery *, recipient invalid, recipient is invalid, address invalid, address is invalid
            not found, wasn t found, be found, couldn t find *, could not find *, cannot find *, can t find *
            didn t find *
            mailbox unavailable, mailbox is unavailable, mailbox not available, mailbox is not available
            account unavailable, account is unavailable, account not available, address unavailable
            recipient unavailable, user unavailable, mailbox disabled, account disabled, user disabled, is disabled
            been disabled, inactive, deactivated, account closed, been closed, is closed, been deleted
            account deleted, suspended, terminated, discontinued, abandoned, no mailbox*, no user, no account
            no recipient*, no valid recipient*, our customer, not have an *, t have an *, t have a *, bad destination*
            bad address*, bad recipient*, unrout*, undeliverable address, not listed in, name or service, nxdomain
            unresolvable, null mx, no mx, not accept mail, not accept email, t accept mail, address rejected
            recipient rejected, recipients rejected, recipient refused, rejected recipient*, like recipient
            recipient not *, user not *, addressee not *, not a user, has moved, has left, left the company
            misspelled, mistyped
            """));

    private BounceClassifier() {}

    /**
     * Classifies a failure report (RFC 3464) or an event of Amazon SES. Here, words suffice if a code says that the
     * failure is permanent, but not why.
     *
     * @param texts all texts that may contain codes and words
     */
    static Feedback.Kind ofReport(List<String> texts) {
        return of(texts, true);
    }

    /** Classifies a mail that is not a report. Here, only a code that states the cause suffices. */
    static Feedback.Kind ofWords(String text) {
        return of(List.of(text), false);
    }

    /** Whether the line contains a sign. */
    static boolean says(String line) {
        var text = beginning(line);
        return code(text).or(word(text)) != Sign.NONE;
    }

    private static Feedback.Kind of(List<String> texts, boolean report) {
        var codes = Sign.NONE;
        var words = Sign.NONE;
        for (var text : texts) {
            codes = codes.or(code(beginning(text)));
            words = words.or(word(beginning(text)));
        }
        if (codes.or(words) == Sign.SPARES) {
            return Feedback.Kind.PUT_OFF;
        }
        if (codes == Sign.GONE || (report && codes == Sign.FOR_GOOD && words == Sign.GONE)) {
            return Feedback.Kind.BOUNCED;
        }
        return codes.or(words) == Sign.NONE ? Feedback.Kind.NOT_UNDERSTOOD : Feedback.Kind.SUSPECTED;
    }

    private static Sign code(String text) {
        var enhanced = ENHANCED_CODE
                .matcher(text)
                .results()
                .map(code -> sign(code.group(1), code.group(2) + "." + code.group(3)));
        var replies = REPLY.matcher(text).results().map(reply -> sign(reply.group(1)));
        return Stream.concat(enhanced, replies).reduce(Sign.NONE, Sign::or);
    }

    private static Sign sign(String reply) {
        return reply.startsWith("4") || SPARING_REPLIES.contains(reply) ? Sign.SPARES : Sign.FOR_GOOD;
    }

    /** Any other permanent code has a specific meaning, which is not about the address. */
    private static Sign sign(String status, String detail) {
        return switch (status) {
            case "5" ->
                switch (detail) {
                    case "1.1", "1.2", "1.3", "1.6", "1.10", "2.1", "4.1", "4.4" -> Sign.GONE;
                    case "1.0", "1.4", "1.351", "2.0", "5.0", "5.1" -> Sign.FOR_GOOD;
                    default -> detail.startsWith("0.") ? Sign.FOR_GOOD : Sign.SPARES;
                };
            case "4" -> Sign.SPARES;
            default -> Sign.NONE;
        };
    }

    private static Sign word(String text) {
        var plain = BLANKS.splitAsStream(Feedback.TYPE.matcher(text).replaceFirst(""))
                .filter(word -> !NAME.matcher(word).find())
                .collect(Collectors.joining(" "));
        var words = " " + BETWEEN_WORDS.matcher(plain).replaceAll(" ").toLowerCase(Locale.ROOT) + " ";
        if (SPARING.matcher(words).find()) {
            return Sign.SPARES;
        }
        return GONE.matcher(words).find() ? Sign.GONE : Sign.NONE;
    }

    private static String beginning(String text) {
        return text.substring(0, Math.min(text.length(), MAX_LOOKED_AT));
    }

    private static String phrases(String list) {
        var phrases =
                BETWEEN_PHRASES.splitAsStream(list.strip()).map(String::strip).collect(Collectors.joining("|"));
        return " (?:" + phrases.replace("*", "\\p{L}{0,30}") + ") ";
    }
}
