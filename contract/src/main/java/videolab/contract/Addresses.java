package videolab.contract;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** IP addresses as headers and logs write them. Nothing here ever asks a name server. */
public final class Addresses {

    /** An IPv6 address with an IPv4 one at its end: as long as a literal gets. */
    private static final int LITERAL_CHARACTERS = 45;

    private static final int IPV6_GROUPS = 8;

    /** A /48 is a customer; what is behind it names a line or a device. */
    private static final int IPV6_KEPT_GROUPS = 3;

    private Addresses() {}

    /**
     * The first address of a header: {@code 203.0.113.7}, {@code 203.0.113.7:443}, {@code 2001:db8::1},
     * {@code [2001:db8::1]:443}, or a list of them, as in X-Forwarded-For. Empty where it is none.
     */
    public static Optional<InetAddress> first(String header) {
        if (header == null) {
            return Optional.empty();
        }
        int comma = header.indexOf(',');
        String first = (comma < 0 ? header : header.substring(0, comma)).strip();
        if (first.startsWith("\"") && first.endsWith("\"") && first.length() > 1) { // RFC 7239 quotes IPv6
            first = first.substring(1, first.length() - 1);
        }
        if (first.startsWith("[")) {
            int end = first.indexOf(']');
            return end < 0 ? Optional.empty() : ipv6(first.substring(1, end));
        }
        int colon = first.indexOf(':');
        if (colon >= 0 && first.indexOf(':', colon + 1) > 0) {
            return ipv6(first);
        }
        byte[] octets = octets(colon < 0 ? first : first.substring(0, colon));
        return octets == null ? Optional.empty() : of(octets);
    }

    /**
     * Takes from each address in a text what points at one viewer: 203.0.113.77 becomes 203.0.113.0, 2001:db8:1:2::3
     * becomes 2001:db8:1::. In doubt it masks: four small numbers with dots between them are an address, whether or not
     * they were a version ({@code 17.5.1.2} becomes {@code 17.5.1.0}); versions with fewer or more numbers or one over 255
     * stay, and so do times and hardware addresses. Addresses whose colons are percent-encoded are not seen.
     */
    public static String mask(String text) {
        StringBuilder masked = null;
        int copied = 0;
        for (int i = 0; i < text.length(); ) {
            if (text.charAt(i) == '%' && isHex(text, i + 1) && isHex(text, i + 2)) {
                i += 3; // the digits of an escape belong to no address
                continue;
            }
            if (!isAddressCharacter(text.charAt(i))) {
                i++;
                continue;
            }
            int end = i;
            while (end < text.length() && isAddressCharacter(text.charAt(end))) {
                end++;
            }
            String run = text.substring(i, end);
            String replacement = maskRun(run);
            if (!replacement.equals(run)) {
                masked = masked == null ? new StringBuilder(text.length()) : masked;
                masked.append(text, copied, i).append(replacement);
                copied = end;
            }
            i = end;
        }
        return masked == null
                ? text
                : masked.append(text, copied, text.length()).toString();
    }

    private static String maskRun(String run) {
        if (run.length() < 3) {
            return run;
        }
        int end = run.length();
        boolean punctuated = run.charAt(end - 1) == '.' || (run.charAt(end - 1) == ':' && run.charAt(end - 2) != ':');
        String candidate = punctuated ? run.substring(0, end - 1) : run;
        if (colons(candidate) < 2) {
            return maskIpv4(run);
        }
        // A name's colon may stand before it (source:2001:db8::1), a port's after it.
        int afterName = candidate.indexOf(':') + 1;
        int beforePort = candidate.lastIndexOf(':');
        int[][] cuts = {
            {0, candidate.length()}, {0, beforePort}, {afterName, candidate.length()}, {afterName, beforePort}
        };
        for (int[] cut : cuts) {
            Optional<InetAddress> address =
                    cut[0] < cut[1] ? ipv6(candidate.substring(cut[0], cut[1])) : Optional.empty();
            if (address.isPresent()) {
                return run.substring(0, cut[0]) + maskIpv6(address.get().getAddress()) + run.substring(cut[1]);
            }
        }
        return maskIpv4(run);
    }

    private static String maskIpv6(byte[] address) {
        if (address.length != 2 * IPV6_GROUPS) { // an IPv4 address in IPv6's clothes
            return "::";
        }
        StringBuilder masked = new StringBuilder();
        int groups = IPV6_KEPT_GROUPS;
        while (groups > 0 && group(address, groups - 1) == 0) {
            groups--;
        }
        for (int i = 0; i < groups; i++) {
            masked.append(i == 0 ? "" : ":").append(Integer.toHexString(group(address, i)));
        }
        return masked.append("::").toString();
    }

    private static int group(byte[] address, int index) {
        return (address[2 * index] & 0xFF) << 8 | address[2 * index + 1] & 0xFF;
    }

    /** A run holds hexadecimal letters and a port's colon besides the address. */
    private static String maskIpv4(String run) {
        StringBuilder masked = new StringBuilder(run.length());
        for (int i = 0; i < run.length(); ) {
            int end = i;
            while (end < run.length() && (isDigit(run.charAt(end)) || run.charAt(end) == '.')) {
                end++;
            }
            if (end == i) {
                masked.append(run.charAt(i++));
                continue;
            }
            int last = run.charAt(end - 1) == '.' ? end - 1 : end;
            String number = run.substring(i, last);
            masked.append(octets(number) == null ? number : number.substring(0, number.lastIndexOf('.')) + ".0")
                    .append(run, last, end);
            i = end;
        }
        return masked.toString();
    }

    private static int colons(String text) {
        int colons = 0;
        for (int i = 0; i < text.length() && colons < 2; i++) {
            colons += text.charAt(i) == ':' ? 1 : 0;
        }
        return colons;
    }

    /** In brackets Java takes a literal or nothing: it never resolves. */
    private static Optional<InetAddress> ipv6(String literal) {
        int zone = literal.indexOf('%');
        String address = zone < 0 ? literal : literal.substring(0, zone);
        if (address.length() < 2 || address.length() > LITERAL_CHARACTERS || address.indexOf(':') < 0) {
            return Optional.empty();
        }
        for (int i = 0; i < address.length(); i++) {
            if (!isAddressCharacter(address.charAt(i))) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(InetAddress.getByName("[" + address + "]"));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The bytes of {@code 203.0.113.7}, else null. */
    private static byte[] octets(String literal) {
        if (literal.length() < 7 || literal.length() > 15) {
            return null;
        }
        byte[] octets = new byte[4];
        int index = 0;
        int value = 0;
        int digits = 0;
        for (int i = 0; i <= literal.length(); i++) {
            char c = i < literal.length() ? literal.charAt(i) : '.';
            if (isDigit(c) && ++digits <= 3) {
                value = 10 * value + c - '0';
            } else if (c == '.' && digits > 0 && value <= 255 && index < octets.length) {
                octets[index++] = (byte) value;
                value = 0;
                digits = 0;
            } else {
                return null;
            }
        }
        return index == octets.length ? octets : null;
    }

    private static Optional<InetAddress> of(byte[] octets) {
        try {
            return Optional.of(InetAddress.getByAddress(octets));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static boolean isAddressCharacter(char c) {
        return c == ':' || c == '.' || isHex(c);
    }

    private static boolean isHex(String text, int at) {
        return at < text.length() && isHex(text.charAt(at));
    }

    private static boolean isHex(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
