/// Media types by the ends of file names; the one table for outputs, fixtures, and inputs whose client sent no type.
///
/// Registered types where there are any (IANA, media-types), else those that the table of Debian's `media-types` or the
/// tools that write such files use.
package enum MediaTypes {
  /// What is said of bytes of which nothing is known (RFC 2046 §4.5.1).
  package static let unknown = "application/octet-stream"

  /// The type of a file by what follows the last dot of its name, in any case.
  /// - Parameter name: A name or a path.
  /// - Returns: Nil for a name without a dot and for an end that is not in the table.
  package static func type(ofFileNamed name: some StringProtocol) -> String? {
    guard let dot = name.unicodeScalars.lastIndex(of: ".") else { return nil }
    let end = name[name.unicodeScalars.index(after: dot)...]
    guard end.utf8.count <= longestEnd else { return nil }
    return byEnd[end.lowercased()]
  }

  private static let longestEnd = 16

  private static let byEnd: [String: String] = [
    // Images
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "jpe": "image/jpeg", "gif": "image/gif",
    "webp": "image/webp", "avif": "image/avif", "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff",
    "ico": "image/vnd.microsoft.icon", "svg": "image/svg+xml", "heic": "image/heic", "heif": "image/heif",
    "psd": "image/vnd.adobe.photoshop",
    // Sound and film
    "wav": "audio/wav", "mp3": "audio/mpeg", "ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/ogg",
    "flac": "audio/flac", "m4a": "audio/mp4", "aac": "audio/aac", "aif": "audio/aiff", "aiff": "audio/aiff",
    "mid": "audio/midi", "midi": "audio/midi", "mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime",
    "avi": "video/x-msvideo", "mkv": "video/x-matroska", "webm": "video/webm", "mpg": "video/mpeg",
    "mpeg": "video/mpeg", "ogv": "video/ogg", "wmv": "video/x-ms-wmv", "flv": "video/x-flv", "3gp": "video/3gpp",
    // Tables and data
    "csv": "text/csv", "tsv": "text/tab-separated-values", "json": "application/json", "jsonl": "application/jsonl",
    "ndjson": "application/jsonl", "geojson": "application/geo+json", "ipynb": "application/x-ipynb+json",
    "xls": "application/vnd.ms-excel", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsm": "application/vnd.ms-excel.sheet.macroenabled.12", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "parquet": "application/vnd.apache.parquet", "arrow": "application/vnd.apache.arrow.file",
    "feather": "application/vnd.apache.arrow.file",
    "pkl": "application/x-pickle", "pickle": "application/x-pickle",
    "joblib": "application/x-pickle", "npy": "application/x-npy", "npz": "application/x-npz",
    "h5": "application/x-hdf5", "hdf5": "application/x-hdf5", "hdf": "application/x-hdf",
    "nc": "application/x-netcdf", "mat": "application/x-matlab-data", "sav": "application/x-spss-sav",
    "dta": "application/x-stata-dta", "sqlite": "application/vnd.sqlite3", "sqlite3": "application/vnd.sqlite3",
    "db": "application/vnd.sqlite3", "msgpack": "application/vnd.msgpack",
    "ics": "text/calendar",
    "vcf": "text/vcard", "pgn": "application/vnd.chess-pgn",
    // Places and solids
    "kml": "application/vnd.google-earth.kml+xml", "kmz": "application/vnd.google-earth.kmz",
    "gpx": "application/gpx+xml", "gpkg": "application/geopackage+sqlite3", "shp": "application/vnd.shp",
    "shx": "application/vnd.shx", "dbf": "application/vnd.dbf", "stl": "model/stl", "obj": "model/obj",
    "ply": "model/ply", "gltf": "model/gltf+json", "glb": "model/gltf-binary", "dxf": "image/vnd.dxf",
    // Documents
    "pdf": "application/pdf", "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text", "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odp": "application/vnd.oasis.opendocument.presentation", "rtf": "application/rtf",
    "epub": "application/epub+zip", "ps": "application/postscript", "eps": "application/postscript",
    "tex": "text/x-tex", "bib": "text/x-bibtex",
    // Text and markup
    "txt": "text/plain", "text": "text/plain", "log": "text/plain", "ini": "text/plain", "cfg": "text/plain",
    "md": "text/markdown", "markdown": "text/markdown", "rst": "text/x-rst", "html": "text/html", "htm": "text/html",
    "xhtml": "application/xhtml+xml", "xml": "application/xml", "css": "text/css", "yaml": "application/yaml",
    "yml": "application/yaml", "toml": "application/toml", "diff": "text/x-diff", "patch": "text/x-diff",
    "dot": "text/vnd.graphviz", "gv": "text/vnd.graphviz",
    // Programs
    "py": "text/x-python", "pyi": "text/x-python", "js": "text/javascript", "mjs": "text/javascript",
    "cjs": "text/javascript", "ts": "text/x-typescript", "mts": "text/x-typescript", "java": "text/x-java",
    "c": "text/x-csrc", "h": "text/x-chdr", "cpp": "text/x-c++src", "cc": "text/x-c++src", "cxx": "text/x-c++src",
    "hpp": "text/x-c++hdr", "go": "text/x-go", "rs": "text/x-rust", "rb": "text/x-ruby", "r": "text/x-r",
    "jl": "text/x-julia", "kt": "text/x-kotlin", "swift": "text/x-swift", "php": "text/x-php", "lua": "text/x-lua",
    "sh": "application/x-sh", "bat": "text/x-msdos-batch", "sql": "application/sql", "wasm": "application/wasm",
    // Archives
    "zip": "application/zip", "tar": "application/x-tar", "gz": "application/gzip", "tgz": "application/gzip",
    "bz2": "application/x-bzip2", "xz": "application/x-xz", "zst": "application/zstd",
    "7z": "application/x-7z-compressed", "rar": "application/vnd.rar", "whl": "application/zip",
    "jar": "application/java-archive",
    // Fonts
    "ttf": "font/ttf", "otf": "font/otf", "ttc": "font/collection", "woff": "font/woff", "woff2": "font/woff2",
  ]
}
