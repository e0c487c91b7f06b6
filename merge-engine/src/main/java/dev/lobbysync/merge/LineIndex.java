package dev.lobbysync.merge;

import java.util.Arrays;

/** Where each line occurs in a part of a text, by a hash of it. */
final class LineIndex {
    private static final int FREE = -1;

    private final TextLines text;
    /** Open addressing: the number of a text. By that number its first line, its hash and its last place. */
    private final int[] slots;

    private final int[] firstLines;
    private final int[] hashes;
    private final int[] ends;
    /** All lines, grouped by their text, each group in order. */
    private final int[] places;

    LineIndex(TextLines text, int from, int to) {
        this.text = text;
        slots = new int[Integer.highestOneBit(Math.max(8, to - from)) * 4];
        Arrays.fill(slots, FREE);
        firstLines = new int[to - from];
        hashes = new int[to - from];
        places = new int[to - from];
        int[] numbers = new int[to - from];
        int[] counts = new int[to - from];
        int texts = 0;
        for (int line = from; line < to; line++) {
            int hash = text.hash(line);
            int slot = slot(text, line, hash);
            if (slots[slot] == FREE) {
                firstLines[texts] = line;
                hashes[texts] = hash;
                slots[slot] = texts++;
            }
            numbers[line - from] = slots[slot];
            counts[slots[slot]]++;
        }
        ends = new int[texts];
        for (int number = 0, end = 0; number < texts; number++) {
            ends[number] = end;
            end += counts[number];
        }
        for (int line = from; line < to; line++) {
            places[ends[numbers[line - from]]++] = line;
        }
    }

    /** How often the text of a line of any text occurs between two lines of this one: never, once, or more often. */
    int timesUpToTwo(TextLines other, int line, int start, int end) {
        int number = slots[slot(other, line, other.hash(line))];
        if (number == FREE) {
            return 0;
        }
        int begin = number == 0 ? 0 : ends[number - 1];
        if (ends[number] - begin == 1) {
            return within(begin, start, end) ? 1 : 0;
        }
        int found = Arrays.binarySearch(places, begin, ends[number], start);
        int first = found >= 0 ? found : -found - 1;
        if (first == ends[number] || !within(first, start, end)) {
            return 0;
        }
        return first + 1 < ends[number] && within(first + 1, start, end) ? 2 : 1;
    }

    private boolean within(int place, int start, int end) {
        return start <= places[place] && places[place] < end;
    }

    private int slot(TextLines other, int line, int hash) {
        int slot = hash & slots.length - 1;
        while (slots[slot] != FREE
                && !(hashes[slots[slot]] == hash && text.sameText(firstLines[slots[slot]], other, line))) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }
}
