/// A step on the way from the launcher to a complete jail, or of what a fork server and its sessions do afterwards.
///
/// The raw value is the key that goes over the wire, between executables of one build; `facts` has what people read.
package enum JailStage: UInt8, CaseIterable, FrameField, Sendable {
  // Files and folders
  case openFile, readFile, makeFile, writeFile, copyFile
  case makeFolder, enterFolder, returnToStagingFolder, setMode, makePrivateFolder
  case makeSessionFolder, giveSessionFolder, makeRemovalPipe, placeFile

  // The root and what is mounted in it
  case makeMountsPrivate, bind, makeReadOnly, restrictDevice, link
  case mountTmpfs, mountProc, pivotRoot, detachHostRoot

  // Namespaces
  case unshareUserNamespace, unshareMountNamespace, unshareOuterNamespaces, unsharePIDNamespace, unshareIPCNamespace
  case returnToPIDNamespace, openUserLimits, openUserLimit, writeUserLimit
  case setHostName, openSocketQueue, writeSocketQueue, hideSockets

  // Ids and their maps
  case makeMapSocket, forkMapWriter, forkMapProgram, runMapProgram, openIDMap, writeIDMap, mapIDs
  case makeHandshake, waitForUserNamespace, askForMaps, waitForMaps, letSessionGoOn
  case setGroupID, clearGroups, setUserID

  // Processes
  case forkOuterInit, forkSpare, forkForkServer, forkKeeper, forkSession, execForkServer, startInit, startSession
  case askForDeathSignal, findForkServer, becomeReaper, checkPID, checkOneThread, makeSignalDescriptor, startPython

  // The session's jail
  case copyDescriptor, placeDescriptor, joinCgroup, setResourceLimit
  case dropBoundingSet, clearAmbient, forbidDumps, setNoNewPrivileges, emptyCapabilities, allowOwnProc
  case reachLibraries, makeLandlockRules, openForLandlock, lookForLandlock, allowInLandlock, enterLandlock
  case startFilter, setUpFilter, addFilterRule, checkFilterSize, makeFilterFile, readFilter, describeFilter, loadFilter

  // Frames
  case waitForLaunch, waitForPrepare, pollControl, receiveControlFrame, readControlFrame, readStartFrame
  case readRepeatedFrame, receiveSessionFrame, readSessionFrame, readVerifyingFrame, takeCode

  /// What a person can do about a step that failed; the words are the server's, which knows the machine.
  package enum Remedy: Sendable {
    case allowUserNamespaces, unmaskProc, enableLandlock, openLibraries, installPython
  }

  /// Stands in a text for what a step is about: a path, a name, a number.
  private static let gap: Character = "…"

  /// The text people read.
  /// - Parameter detail: What the step is about; it fills the text's gap, if there is one.
  /// - Returns: The step in the words of a command, `mount a tmpfs on /tmp`.
  package func text(_ detail: String) -> String {
    facts.text.split(separator: Self.gap, omittingEmptySubsequences: false).joined(separator: detail)
  }

  /// Whether the step is about something that its text names.
  package var takesDetail: Bool { facts.text.contains(Self.gap) }

  /// The layer that is missing where the step fails; `rootFilesystem`, the ground of all others, where it is of none.
  package var layer: IsolationLayer { facts.layer }

  /// What helps, whatever the kernel's answer was; nil where that answer alone says it.
  package var remedy: Remedy? { facts.remedy }
}
