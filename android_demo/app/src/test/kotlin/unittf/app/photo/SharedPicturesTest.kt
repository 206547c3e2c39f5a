package unittf.app.photo

import android.net.Uri
import android.provider.OpenableColumns
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Before
import org.junit.Test
import org.robolectric.Robolectric
import unittf.app.ScreenTest
import java.io.File
import java.io.FileNotFoundException
import java.nio.file.Files

class SharedPicturesTest : ScreenTest() {
    private lateinit var provider: SharedPictures
    private lateinit var folder: File

    @Before
    fun prepare() {
        provider = Robolectric.setupContentProvider(SharedPictures::class.java, AUTHORITY)
        folder = SharedPictures.folder(application).apply { mkdirs() }
        File(folder, "a b.jpg").writeText("picture")
        File(application.cacheDir, "secret.jpg").writeText("secret")
        File(folder, "deeper").mkdirs()
        File(folder, "deeper/c.jpg").writeText("deeper")
    }

    @Test
    fun givesASharedPictureToRead() {
        val uri = SharedPictures.uriOf(File(folder, "a b.jpg"))
        val text = application.contentResolver.openInputStream(uri)!!.use {
            it.readBytes().decodeToString()
        }
        assertEquals("picture", text)
        assertEquals("image/jpeg", provider.getType(uri))
    }

    @Test
    fun tellsNameAndSizeInTheOrderAskedFor() {
        val uri = SharedPictures.uriOf(File(folder, "a b.jpg"))
        val columns = arrayOf("unknown", OpenableColumns.SIZE, OpenableColumns.DISPLAY_NAME)
        provider.query(uri, columns, null, null, null).use {
            it.moveToFirst()
            assertEquals(listOf("_size", "_display_name"), it.columnNames.toList())
            assertEquals(7L, it.getLong(0))
            assertEquals("a b.jpg", it.getString(1))
        }
    }

    @Test
    fun refusesWhateverLeadsOutOfItsFolder() {
        val link = File(folder, "link.jpg")
        Files.deleteIfExists(link.toPath())
        Files.createSymbolicLink(link.toPath(), File(application.cacheDir, "secret.jpg").toPath())
        val bad = listOf(
            "../secret.jpg",
            "%2e%2e%2fsecret.jpg",
            "..%2Fsecret.jpg",
            "x/../../secret.jpg",
            "%2Fetc%2Fpasswd",
            "deeper/c.jpg",
            "deeper%2Fc.jpg",
            "deeper",
            ".",
            "..",
            "",
            "absent.jpg",
            "a%00b.jpg",
            "link.jpg",
        )
        for (path in bad) {
            val uri = Uri.parse("content://$AUTHORITY/$path")
            assertThrows(path, FileNotFoundException::class.java) { provider.openFile(uri, "r") }
            assertEquals(path, 0, provider.query(uri, null, null, null, null).use { it.count })
        }
    }

    @Test
    fun refusesEveryKindOfWriting() {
        val uri = SharedPictures.uriOf(File(folder, "a b.jpg"))
        for (mode in listOf("w", "rw", "rwt", "wa")) {
            assertThrows(mode, FileNotFoundException::class.java) { provider.openFile(uri, mode) }
        }
        assertThrows(UnsupportedOperationException::class.java) { provider.insert(uri, null) }
        assertThrows(UnsupportedOperationException::class.java) {
            provider.update(uri, null, null, null)
        }
        assertThrows(UnsupportedOperationException::class.java) { provider.delete(uri, null, null) }
        assertEquals("picture", File(folder, "a b.jpg").readText())
    }

    private companion object {
        const val AUTHORITY = SharedPictures.AUTHORITY
    }
}
