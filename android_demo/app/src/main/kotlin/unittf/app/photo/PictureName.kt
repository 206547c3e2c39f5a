package unittf.app.photo

/** Names of translated pictures: `IMG_1234 night.jpg`. */
object PictureName {
    /**
     * @param original name of the original without its ending.
     * @param target what it was translated to.
     */
    fun of(original: String, target: String): String =
        clean(original, LONGEST) + " " + clean(target, LONGEST_TARGET) + ".jpg"

    /** Without what file systems of phones and computers refuse, nor hidden by a leading dot. */
    private fun clean(text: String, longest: Int): String = text
        .map { if (it in REFUSED || it.isISOControl()) '_' else it }
        .joinToString("")
        .trimStart('.', ' ')
        .take(longest)
        .trimEnd('.', ' ')
        .ifEmpty { "_" }

    private const val REFUSED = "/\\:*?\"<>|"
    private const val LONGEST = 80
    private const val LONGEST_TARGET = 30
}
