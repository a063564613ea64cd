import Storage
import StorageSQLite

extension LimitProbes {
  static let kept = [
    LimitProbe("files", constant: { FileLimits().fileCount }, shownBy: "FileStoreTests"),
    LimitProbe("file-time", constant: { FileLimits().lifetime * 1_000 }, shownBy: "FileStoreTests"),
    LimitProbe("upload-time", constant: { FileLimits().uploadLifetime * 1_000 }, shownBy: "UploadTests"),
    LimitProbe("cached-contents", constant: { CachedContentStore.mostPrompts }, shownBy: "KeptBoundsTests"),
    LimitProbe("cached-contents-size", constant: { CachedContentStore.mostBytes }, shownBy: "KeptBoundsTests"),
    LimitProbe("batches", constant: { BatchJobStore.mostJobs }, shownBy: "KeptBoundsTests"),
    LimitProbe("batches-size", constant: { BatchJobStore.mostBytes }, shownBy: "KeptBoundsTests"),
    LimitProbe("batch-answers", constant: { BatchJobStore.mostAnswerBytes }, shownBy: "KeptBoundsTests"),
  ]
}
