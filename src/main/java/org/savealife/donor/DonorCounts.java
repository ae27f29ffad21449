package org.savealife.donor;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many donors there are of each kind.
 *
 * @param numbers by kind; kinds without donors may be left out
 */
public record DonorCounts(Map<Kind, Long> numbers) {

    public static final DonorCounts NONE = new DonorCounts(Map.of());

    /** A status and a blood type that donors have in common. */
    public record Kind(DonorStatus status, BloodType type) {}

    public DonorCounts {
        numbers = numbers.entrySet().stream()
                .filter(entry -> entry.getValue() != 0)
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The number of all donors. */
    public long donors() {
        return numbers.values().stream().mapToLong(Long::longValue).sum();
    }

    public long of(DonorStatus status) {
        return numbers.entrySet().stream()
                .filter(entry -> entry.getKey().status() == status)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    public long of(BloodType type) {
        return numbers.entrySet().stream()
                .filter(entry -> entry.getKey().type() == type)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    public long of(DonorStatus status, BloodType type) {
        return numbers.getOrDefault(new Kind(status, type), 0L);
    }

    public DonorCounts plus(DonorCounts more) {
        var sum = new HashMap<>(numbers);
        more.numbers.forEach((kind, number) -> sum.merge(kind, number, Long::sum));
        return new DonorCounts(sum);
    }
}
