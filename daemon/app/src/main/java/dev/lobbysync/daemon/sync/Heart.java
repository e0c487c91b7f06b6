package dev.lobbysync.daemon.sync;

/** The parts of the heart, wired: what {@link SyncEngine} drives. */
record Heart(
        Waits waits,
        Trees trees,
        FeedReader feed,
        Handshake handshake,
        Cycle cycle,
        Forecaster forecaster,
        LostAssets lostAssets,
        StatusBoard board) {
    static Heart of(Ports ports, SyncOptions options) {
        ports.state().policy(options.policyVersion());
        Waits waits = new Waits(ports.random());
        Contents contents = new Contents(ports.project(), ports.state(), ports.remote());
        Trees trees = new Trees(
                ports.state(),
                ports.project(),
                ports.clock(),
                options.policies(),
                contents,
                options.syntax(),
                options.deletionGraceMillis());
        LookBack lookBack = new LookBack(ports.remote(), ports.state(), trees);
        Losses losses = new Losses(ports.trash(), trees, contents, ports.telemetry());
        FeedReader feed = new FeedReader(ports.remote(), trees, ports.telemetry(), lookBack, losses);
        DeployLocks locks = new DeployLocks(
                ports.remote(),
                ports.state(),
                ports.clock(),
                ports.telemetry(),
                options.lockOwner(),
                options.deployNote());
        RemoteStage remoteStage = new RemoteStage(
                ports.remote(),
                ports.state(),
                contents,
                trees.mirror(),
                trees.names(),
                locks,
                ports.random(),
                ports.telemetry());
        LocalStage localStage =
                new LocalStage(ports.project(), ports.state(), ports.trash(), contents, trees, ports.telemetry());
        Executor executor = new Executor(
                ports.state(),
                ports.project(),
                losses,
                trees,
                feed,
                remoteStage,
                localStage,
                contents,
                ports.telemetry());
        Handshake handshake = new Handshake(ports, trees, feed, lookBack, locks, executor, losses);
        Cycle cycle = new Cycle(ports, options, trees, feed, handshake, executor, waits);
        ports.project().learnAliases(ports.state().aliases());
        ports.project().consult(new AgreedBases(ports.state(), ports.project(), trees));
        LostAssets lostAssets = new LostAssets(ports, contents, trees.names(), options.deletionGraceMillis());
        return new Heart(
                waits,
                trees,
                feed,
                handshake,
                cycle,
                new Forecaster(ports, options, trees),
                lostAssets,
                new StatusBoard(ports, waits, options.bidirectional()));
    }
}
