package dev.lobbysync.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Which test shows the better behaviour for each item of PROTOCOL 11: bugs and limits of the upstream pair of tools. The
 * tests are spread over the modules, so the index is held against their sources.
 */
class Protocol11IndexTest {
    private static final String INDEX = """
            1  KnownTrapsIT#theSocketAsksForNoSubscription
            2  ConnectTest#theSnapshotTellsThePacketTableWhereHealthIsHidden ConnectTest#theOtherPacketTableIsTriedWhenHealthMisled RestartIT#restartWithUnchangedStateWritesNothing
            3  PacketVectorsTest#encodesEveryVectorToBytesThatMeanTheSame ValueEncodingTest#neverWritesAByteBetween64And127ForAnInteger
            4  RuntimeStoreTest#uidsOfUntouchedObjectsAreTheSameAfterEveryRestart
            5  RuntimeStoreTest#whatWasAnsweredIsInACopyOfTheFilesTakenAtThatMoment KillTest#nothingAnsweredIsLostAndFeedAndStateAgree OutageIT#workThatTheRuntimeForgotIsPushedAgain
            6  RestartIT#timesThatMovedWithoutAChangeAreNoEdit
            7  RuntimeTroubleTest#blueprintThatTheCleanerTookIsHeldNotDeleted HttpEndpointsTest#cleanDeletesUnusedBlueprintsAndAssetsAndPushesOnce
            8  HttpEndpointsTest#cleanDeletesUnusedBlueprintsAndAssetsAndPushesOnce
            9  FeedPromisesTest#aRepeatedCommandHasNoSecondEffect FeedPromisesTest#otherContentUnderAUsedOpIdIsExecutedUnderAFreshOne
            10 FeedPromisesTest#pagesAreCutAtTheLimitAndEndAtTheHead KnownTrapsIT#aDragReachesTheFileOnceWithItsLastPose
            11 ConnectTest#aPathPrefixIsKeptForEveryRequest
            12 DeployLockTest#aHeldLockIsRenewedUntilItIsReleased DeployLockTest#aForgottenLockIsAcquiredAnew
            13 DeployLockTest#somebodyElsesLockIsNamedWithItsOwner
            14 KnownTrapsIT#theSameNewIdOnBothSidesIsNeverSilentlyReplaced UnseenWorkTest#appAddedByBothIsNotReplaced
            15 KnownTrapsIT#anAddedBlueprintHasAnIntegerVersionAndCanBeChanged
            16 KnownTrapsIT#aRowWithoutItsBlueprintWaitsAndIsSentAfterIt
            17 RuntimeQuirksTest#settingsThatTheRuntimeDoesNotKnowAreNeverSent
            18 AdminSocketTest#playersAreNoObjects
            19 AdminSocketTest#playersAreNoObjects
            20 RuntimeQuirksTest#anEntityThatBothSidesRemovedIsNotRemovedAgain
            21 RuntimeQuirksTest#aVariantNamesItsScope
            22 OneSidedEditIT#aLocalPropEditLeavesTheScriptsAloneAndNeedsNoLock ScriptRulesTest#thePresenceOfAScriptFieldDemandsTheLock
            23 KnownTrapsIT#stateOfEntitiesNeverMovesAFile
            24 HttpFaultsTest#emptyServerErrorsAreAway ReadWriteTest#aBlueprintIsAbsentOnlyIfTheRuntimeSaysSo HostileNamesTest#anIdLongerThanTheRuntimesRouterTakesIsHeldBeforeItIsSent
            25 RuntimeQuirksTest#opsThatCannotBeNamedAreNoStrangers UnseenWorkTest#unseenSpawnIsNotLost
            26 RuntimeQuirksTest#theIdOfADeploySnapshotIsOnRecord ReadWriteTest#aDeploySnapshotNamesItsScopeAndToken
            27 ConnectTest#aPathPrefixIsKeptForEveryRequest AssetTransferTest#anUploadIsOneFileUnderItsHashAndExtension
            29 ValueDecodingTest#readsDatesAsIsoText
            30 ConflictIT#conflictsMetAtStartPrintReadyAndAreResolvedWithoutADaemon UpstreamTakeoverTest#aBaselineThatACommandMovedDoesNotLetOlderFilesWin UpstreamTakeoverTest#anEditOfTheFilesDoesNotCarryAnOlderFieldOverANewerOne
            31 StartIT#aBaseOfAnotherWorldDeletesNothingAndSwitchingBackWritesNothing UpstreamTakeoverTest#aBaselineOfAnotherWorldDeletesNothing StartIT#targetsAreSwitchedBackAndForthWithoutADeletionAndEachKeepsItsBase WorldsTest#switchingBackAndForthWithoutAnEditWritesNothing
            32 ConflictIT#conflictsMetAtStartPrintReadyAndAreResolvedWithoutADaemon ConcurrentEditTest#resolvingOneLeavesTheOthersOpen UpstreamTakeoverTest#anOpenArtifactsBaseBeatsTheBaseline
            33 ConflictIT#aStrictStartWithConflictsAppliesNothingAndExitsWith1
            34 ConflictIT#conflictsMetAtStartPrintReadyAndAreResolvedWithoutADaemon UpstreamTakeoverTest#aSkippedConflictThatWasPushedStaysKnown
            35 MergeIT#concurrentEditsThatDoNotOverlapMergeAtStart
            36 StartIT#cloneFillsADirectoryThatThenStartsWithoutAWrite RestartIT#restartWithUnchangedStateWritesNothing
            37 KnownTrapsIT#anAssetInAnEntitysPropsIsTheSameUnderBothItsNames UpstreamTakeoverTest#aLayoutThatUpstreamMergedIsTakenAsItIs
            38 KnownTrapsIT#anAppRemovedWhileStoppedTakesItsRowsAlongInOneDecision
            39 CrashTest#dyingAtAnyCallOfTheDiskLosesNothing OutageIT#killedInABurstTheDaemonConvergesAtTheNextStartWithNothingLostOrDoneTwice UpstreamTakeoverTest#aBaselineThatIsAheadOfTheFilesDoesNotLetThemWin
            40 ConnectTest#theSocketIsOpenBeforeTheHeadIsReadAndTheHeadBeforeTheSnapshot
            41 ConnectTest#theSocketIsOpenBeforeTheHeadIsReadAndTheHeadBeforeTheSnapshot OutageIT#restartFromAnOlderCheckpointReachesTheSameState UpstreamTakeoverTest#anEditBeforeTheCursorThatTheBaselineMissedIsNoForgottenWork
            42 KnownTrapsIT#aBurstOfRemoteChangesOfOneObjectEndsWithTheLast
            43 UnseenWorkTest#versionMismatchMergesInsteadOfOverwriting MergeIT#aLocalSaveRightBeforeARemoteChangeOfAnotherFieldSurvives
            44 KnownTrapsIT#aLockOfSomebodyElseDelaysTheScriptsOnlyAndIsSaid
            45 KnownTrapsIT#aSettingThatWasPushedIsTheBaseOfTheNextRemoteEdit
            46 KnownTrapsIT#aWorldFileWrittenInStepsAddsEachEntityOnce KnownTrapsIT#aSaveOfTheWorldFileRemovesNothingThatTheFileNeverHad
            47 HostileNamesTest#aBlueprintWhoseIdIsNoFileNameIsHeldAndToldAndAllElseFlows HostileNamesTest#aStrangeIdGetsASafeFileNameAndStaysWhatItIs BlueprintEditsTest#strangeIdsGetSafeNamesAndKeepTheirIdentity
            48 ScriptsTest#namesThatUpstreamGetsWrong HostileNamesTest#aScriptPathThatIsNoneIsHeldAndTold
            49 KnownTrapsIT#aRowThatNamesAMissingAssetWaitsInsteadOfSendingThePath ScanTest#aChangedAssetChangesWhoNamesItAndAMissingOneIsNoEdit BlueprintEditsTest#assetsInPlace
            50 BlueprintEditsTest#removalTakesOnlyWhatIsOurs OneSidedEditTest#appRemovedInTheWorldGoesToTheTrash
            51 ConcurrentEditTest#removalOfAKeptAppIsAConflict
            52 ScanTest#otherJsonIsNoBlueprint
            53 BlueprintEditsTest#variantsJoinAndRootsDoNot SharedFolderTest#whenAVariantGetsAScriptOfItsOwnItGetsAFolderToo OneSidedEditTest#variantWithAnotherNameIsWrittenBesideItsRoot
            54 KnownTrapsIT#anEmptyScriptIsNoScript BlueprintEditsTest#legacyScripts
            55 KnownTrapsIT#theRuntimeIsNeverAskedToClean
            56 ConnectTest#aPathPrefixIsKeptForEveryRequest KnownTrapsIT#theRuntimeIsNeverAskedToClean
            57 AdminCodeNeededTest#withoutAnAdminCodeNothingIsSyncedUntilSomebodySaysSo
            58 MergeIT#aLocalSaveRightBeforeARemoteChangeOfAnotherFieldSurvives MergeIT#aNewScriptFileNotYetPushedIsNotPrunedByARemoteScriptEdit
            59 KnownTrapsIT#aSaveRightAfterOurOwnWriteOfThatFileIsPushed
            60 KnownTrapsIT#aSaveOfTheWorldFileRemovesNothingThatTheFileNeverHad OutdatedSaveTest#aRowThatCameAndIsMissingInTheNextSaveIsHeld IdentityIT#aSaveFromBeforeOurWriteTakesNothingBack
            61 KnownTrapsIT#keysThatNobodyKnowsStayInTheFile
            62 OneSidedEditIT#aRemoteBlueprintIsAddedAndRemovedLeavingWhatThePersonPutThere BlueprintEditsTest#removalTakesOnlyWhatIsOurs
            63 GuardTest#filesThatAreAwayForTwoSecondsChangeNothing GitTroubleTest#whatIsGoneWhileGitIsBusyComesBackUnseenAndNothingIsDeleted GitIT#aStashOfThreeAppsThatIsPoppedAgainChangesNothingInTheWorld
            64 RenameTest#manyAppsUnpackedBeforeTheirWatchesExist IdentityIT#appsThatAreUnpackedOrMovedInAreAllFound DirectoryWatcherTest#foldersThatAppear
            65 RenameTest#twoNewAppsWithEqualContentAreTwo ScanTest#identityOfFilesWithoutId
            66 StartIT#aProjectReplacesADefaultWorldsContentWithoutADoubledScene
            67 KnownTrapsIT#anAppRemovedWhileStoppedTakesItsRowsAlongInOneDecision
            68 BlueprintEditsTest#idsAreConfined HostileNamesTest#aBlueprintWhoseIdIsNoFileNameIsHeldAndToldAndAllElseFlows IdentityIT#aFolderThatIsALinkOutOfTheProjectIsToldAndLeftAlone
            69 ConflictIT#aConflictMetOnReconnectFreezesTheObjectOnceAndGoesOn
            70 OutageIT#aLockHeldByAKilledDaemonIsReleasedByTheNextStart
            71 AssetTransferTest#whateverAStoreAnswersConcernsThatAssetOnly
            72 KnownTrapsIT#aWorldFileWrittenInStepsAddsEachEntityOnce
            73 BadStateIT#aBadAppFileHoldsOnlyItselfLiveAndAtStartUntilItIsMended
            74 KnownTrapsIT#anEditWritesAFewBytesOfStateAndNeverTheWholeOfIt
            """;

    @Test
    void everyItemHasItsTests() {
        List<Integer> wanted = new ArrayList<>();
        IntStream.of(1, 14, 18, 22, 30, 32, 48, 54, 58, 67, 69).forEach(wanted::add);
        IntStream.rangeClosed(2, 10).forEach(wanted::add);
        IntStream.of(15, 16, 19, 23, 24, 47, 59, 60, 61, 62, 64, 65, 68).forEach(wanted::add);
        IntStream.rangeClosed(49, 53).forEach(wanted::add);
        IntStream.rangeClosed(33, 45).forEach(wanted::add);
        IntStream.rangeClosed(70, 74).forEach(wanted::add);
        IntStream.of(11, 12, 13, 17, 20, 21, 46, 55, 56, 57, 63, 66).forEach(wanted::add);
        IntStream.rangeClosed(24, 27).forEach(wanted::add);
        IntStream.of(29, 31).forEach(wanted::add);

        List<Integer> indexed =
                INDEX.lines().map(line -> Integer.valueOf(line.split(" ")[0])).toList();

        assertThat(indexed).doesNotHaveDuplicates().containsAll(wanted);
    }

    @Test
    void everyTestOfTheIndexIsThere() throws IOException {
        TestSources sources = TestSources.read();
        TreeSet<String> missing = new TreeSet<>();
        for (String line : INDEX.lines().toList()) {
            for (String test : line.substring(line.indexOf(' ')).trim().split(" ")) {
                if (!sources.have(test)) {
                    missing.add(test);
                }
            }
        }
        assertThat(missing).as("tests that the index names and nobody wrote").isEmpty();
    }
}
