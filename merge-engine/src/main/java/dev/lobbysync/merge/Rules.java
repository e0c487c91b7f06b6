package dev.lobbysync.merge;

/** The stable words that explanations and conflicts name their rule with; people and tools see them. */
final class Rules {
    static final String ONLY_LOCAL = "only-local-changed";
    static final String ONLY_REMOTE = "only-remote-changed";
    static final String SAME_CHANGE = "same-change";
    static final String LINE_MERGE = "line-merge";
    static final String LINE_MERGE_UNPARSED = "line-merge-unparsed";
    static final String RENAMED = "renamed";
    static final String LOCAL_POLICY = "local-policy";
    static final String REMOTE_POLICY = "remote-policy";
    static final String EDIT_AGAINST_DELETE = "edit-against-delete";
    static final String RENAME_AGAINST_DELETE = "rename-against-delete";
    static final String RENAMED_DIFFERENTLY = "renamed-differently";
    static final String RENAME_UNCLEAR = "rename-unclear";
    static final String UNPARSABLE = "unparsable";
    static final String TYPE_AGAINST_CHANGE = "type-against-change";
    static final String BOTH_ADDED = "both-added-differently";
    static final String BOTH_CHANGED = "both-changed-differently";

    /** The elements of an array, all of them there, in another order. */
    static final String ONLY_LOCAL_REORDERED = "only-local-reordered";

    static final String ONLY_REMOTE_REORDERED = "only-remote-reordered";
    static final String SAME_ORDER = "same-order";
    static final String BOTH_REORDERED = "both-reordered-differently";
    /** What either side added to a set is in, what either side removed is out. */
    static final String SET_MERGE = "set-merge";
    /** Why an array was taken as one value although the policy looks into it. */
    static final String DUPLICATE_KEY = "duplicate-key";

    static final String MISSING_KEY = "missing-key";
    static final String NO_SET = "not-a-set";

    private Rules() {}
}
