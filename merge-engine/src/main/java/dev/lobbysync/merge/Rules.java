package dev.lobbysync.merge;

/** The stable words that explanations and conflicts name their rule with; people and tools see them. */
final class Rules {
    static final String ONLY_LOCAL = "only-local-changed";
    static final String ONLY_REMOTE = "only-remote-changed";
    static final String SAME_CHANGE = "same-change";
    static final String LINE_MERGE = "line-merge";
    static final String RENAMED = "renamed";
    static final String LOCAL_POLICY = "local-policy";
    static final String REMOTE_POLICY = "remote-policy";
    static final String EDIT_AGAINST_DELETE = "edit-against-delete";
    static final String TYPE_AGAINST_CHANGE = "type-against-change";
    static final String BOTH_ADDED = "both-added-differently";
    static final String BOTH_CHANGED = "both-changed-differently";

    private Rules() {}
}
