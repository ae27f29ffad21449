package org.savealife.sampledata;

import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.savealife.donation.Donation;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.Consent;
import org.savealife.donor.Donor;
import org.savealife.donor.FirstName;
import org.savealife.mail.message.EmailAddress;
import org.savealife.platform.RandomId;

/**
 * Made-up donors and donations for a first look: 300 donors of six cities who signed up within the last two months,
 * with blood types as frequent as in the Netherlands, one in five without; and up to three donations within the
 * next weeks. E-mail addresses are in a domain that never exists (RFC 2606), and the venues say that they are
 * samples.
 *
 * @param unsubscribed ids of the donors who are unsubscribed afterwards
 */
record SampleData(List<Donor> donors, List<String> unsubscribed, List<Donation> donations) {

    private static final String DOMAIN = "@sample.example";

    private static final int DAYS = 60;
    private static final int ONE_STOPS_IN = 20;
    private static final int SEED = 300;

    private static final String NAMES =
            "Anna Daan Zoë Sem Fatima Jan Noor Chloé Youssef Sanne Thijs Renée Lars Aïsha Milan Fenna José "
                    + "Lotte Emre Maud Björn Eva Ruben Inès Joost Mei-Lin Tess Omar Saskia Łukasz Femke Koen Amélie "
                    + "Bram Yara Jürgen Lieke Stijn Ayşe Willem Esmée Pieter Nadia Hugo Jasmijn Mohamed Iris Gijs "
                    + "Anne-Marie Tomás";

    private record Place(String city, int donors) {}

    private static final List<Place> PLACES = List.of(
            new Place("Amsterdam", 84),
            new Place("Rotterdam", 62),
            new Place("Utrecht", 56),
            new Place("Haarlem", 44),
            new Place("Groningen", 32),
            new Place("Leiden", 22));

    private record Venue(String city, String address) {}

    /** The first few that are allowed are used. */
    private static final List<Venue> VENUES = List.of(
            new Venue("Utrecht", "Wijkcentrum De Linde, Lindeplein 8 (sample)"),
            new Venue("Haarlem", "Sporthal Zuiderhof, Zuiderhof 3 (sample)"),
            new Venue("Amsterdam", "Buurthuis De Meent, Meentlaan 41 (sample)"),
            new Venue("Rotterdam", "Wijkgebouw De Brug, Brugweg 12 (sample)"),
            new Venue("Groningen", "Buurtcentrum De Es, Esweg 5 (sample)"),
            new Venue("Leiden", "Zalencentrum De Poort, Poortweg 21 (sample)"));

    /** How far ahead each of the donations is, in days. */
    private static final List<Integer> AHEAD = List.of(9, 16, 24);

    private record Share(BloodType type, int donors) {}

    private static final List<Share> SHARES = List.of(
            new Share(BloodType.UNKNOWN, 60),
            new Share(BloodType.O_POSITIVE, 95),
            new Share(BloodType.A_POSITIVE, 84),
            new Share(BloodType.O_NEGATIVE, 18),
            new Share(BloodType.A_NEGATIVE, 17),
            new Share(BloodType.B_POSITIVE, 16),
            new Share(BloodType.AB_POSITIVE, 6),
            new Share(BloodType.B_NEGATIVE, 3),
            new Share(BloodType.AB_NEGATIVE, 1));

    SampleData {
        donors = List.copyOf(donors);
        unsubscribed = List.copyOf(unsubscribed);
        donations = List.copyOf(donations);
    }

    /** Whether the donor is sample data, judged by their address, which staff may have changed since. */
    static boolean isSample(Donor donor) {
        return donor.email().normalised().endsWith(DOMAIN);
    }

    /**
     * The data for somebody who looks now. It is the same each time, except for ids and times.
     *
     * @param announceable cities in which donations may take place
     */
    static SampleData of(Instant now, ZoneId zone, Predicate<City> announceable) {
        var random = new Random(SEED);
        var cities = new ArrayList<String>();
        PLACES.forEach(place -> cities.addAll(Collections.nCopies(place.donors(), place.city())));
        var types = new ArrayList<BloodType>();
        SHARES.forEach(share -> types.addAll(Collections.nCopies(share.donors(), share.type())));
        Collections.shuffle(cities, random);
        Collections.shuffle(types, random);
        var donors = new ArrayList<Donor>();
        for (var number = 0; number < cities.size(); number++) {
            donors.add(donor(number + 1, cities.get(number), types.get(number), now, random));
        }
        var unsubscribed = new ArrayList<String>();
        for (var index = ONE_STOPS_IN / 2; index < donors.size(); index += ONE_STOPS_IN) {
            unsubscribed.add(donors.get(index).id());
        }
        return new SampleData(donors, unsubscribed, donations(now, zone, announceable));
    }

    private static List<Donation> donations(Instant now, ZoneId zone, Predicate<City> announceable) {
        var venues = VENUES.stream()
                .filter(venue -> announceable.test(City.of(venue.city())))
                .limit(AHEAD.size())
                .toList();
        return IntStream.range(0, venues.size())
                .mapToObj(number -> donation(venues.get(number), AHEAD.get(number), now, zone))
                .toList();
    }

    private static Donor donor(int number, String city, BloodType type, Instant now, Random random) {
        var names = List.of(NAMES.split(" "));
        var name = names.get(random.nextInt(names.size()));
        // more of them lately than earlier
        var ago = random.nextDouble()
                * random.nextDouble()
                * Duration.ofDays(DAYS).toMillis();
        return new Donor(
                RandomId.next(),
                FirstName.of(name),
                EmailAddress.of(address(name) + number + DOMAIN),
                type,
                City.of(city),
                "",
                now.minusMillis((long) ago),
                Consent.NONE,
                false,
                "");
    }

    private static String address(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z]", "");
    }

    private static Donation donation(Venue venue, int days, Instant now, ZoneId zone) {
        var start = LocalDate.ofInstant(now, zone)
                .plusDays(days)
                .atTime(LocalTime.of(10, 0))
                .atZone(zone)
                .toInstant();
        return new Donation(
                RandomId.next(), City.of(venue.city()), venue.address(), start, Duration.ofHours(6), now, false);
    }
}
