"""TP301-TP349: an author's template, in Python or as a file, and CloudFormation's limits."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "TP301",
        "A part drawn twice",
        "A template holds one part of a name in each section; the second would silently replace the first.",
        "Give one of the two another name.",
    ),
    Explanation(
        "TP302",
        "A template.py that raises",
        "The product's code stopped with an error, so there is no template. The finding points at the line of the "
        "product's own code; the label names the calls that led there.",
        "Correct that line, then run `./build.py render PRODUCT`.",
    ),
    Explanation(
        "TP303",
        "A product that is not valid Python",
        "A file of the product cannot be read as Python in UTF-8.",
        "Correct the line that the finding points at.",
    ),
    Explanation(
        "TP304",
        "No template, or no build function",
        "A product is a template.yaml or template.json, or is drawn by the function `build` of its template.py; there "
        "is none of them.",
        "Add template.yaml, or `def build(canvas: Canvas, product: Product) -> None:` to template.py.",
    ),
    Explanation(
        "TP305",
        "A build function of another shape",
        "`build` is called with two positional arguments, the canvas and the product.",
        "Write it as `def build(canvas: Canvas, product: Product) -> None:`.",
    ),
    Explanation(
        "TP306",
        "A template.py that exits",
        "Drawing must return, so that the other products are still rendered and every finding is shown.",
        "Raise an error that says what is wrong, or return.",
    ),
    Explanation(
        "TP307",
        "A part that troposphere refuses",
        "A property is missing, misspelt or of the wrong type, so CloudFormation would refuse the resource too.",
        "Correct the properties of the part at the line that the finding points at.",
    ),
    Explanation(
        "TP308",
        "A value that has no place in a template",
        "A template holds text, numbers, switches, lists and dictionaries. A set has no order, so that the same "
        "product would give other bytes on every run.",
        "Sort a set into a list; turn any other object into text or a number first.",
    ),
    Explanation(
        "TP309",
        "A template without resources",
        "CloudFormation refuses a template that has no resource.",
        "Draw at least one with `canvas.add(…)`.",
    ),
    Explanation(
        "TP310",
        "A template that is too large",
        "CloudFormation and Service Catalog take templates of at most 1 MB from S3.",
        "Split the product in two, or move long texts into an asset.",
    ),
    Explanation(
        "TP312",
        "Too many parts",
        "A template holds at most 500 resources and 200 each of parameters, outputs and mappings.",
        "Split the product in two.",
    ),
    Explanation(
        "TP313",
        "A name that is too long",
        "Logical ids, parameter and output names are limited to 255 characters.",
        "Shorten the name. For a resource of a released product that is a major change.",
    ),
    Explanation(
        "TP314",
        "A parameter value that is too long",
        "A parameter's value is at most 4,096 bytes, and so are its default and each allowed value.",
        "Shorten the default, or keep the text in a mapping or an asset.",
    ),
    Explanation(
        "TP315",
        "A description that is too long",
        "A template's description is limited to 1,024 bytes, and that of a parameter to 4,000 characters.",
        "Shorten it; the product's README.md has room.",
    ),
    Explanation(
        "TP316",
        "A managed policy that is too large",
        "IAM counts the characters of a managed policy without white space, to at most 6,144.",
        "Split the policy in two, or join statements.",
    ),
    Explanation(
        "TP317",
        "Inline policies that are too large",
        "The inline policies of one role count together, without white space, to at most 10,240 characters.",
        "Move statements into a managed policy.",
    ),
    Explanation(
        "TP318",
        "A trust policy that is too large",
        "A role's trust policy is at most 2,048 characters by default.",
        "Trust fewer principals, or one role that they assume.",
    ),
    Explanation(
        "TP319",
        "An endpoint policy that is too large",
        "A VPC endpoint's policy is at most 20,480 characters.",
        "Join statements.",
    ),
    Explanation(
        "TP320",
        "A bucket policy that is too large",
        "A bucket's policy is at most 20 KB.",
        "Join statements, or use access points.",
    ),
    Explanation(
        "TP321",
        "A key policy that is too large",
        "A KMS key's policy is at most 32 KB.",
        "Join statements, or use grants.",
    ),
    Explanation(
        "TP322",
        "An asset that cannot be packed",
        "An asset is a folder of plain files in the project; links and empty folders have no lasting content.",
        "Give `canvas.asset` a folder of plain files inside the product's folder.",
    ),
    Explanation(
        "TP323",
        "A name that no product can have",
        "A product's name is its folder, its Python package and part of AWS names.",
        "Choose up to 40 lower-case letters, digits and single hyphens, a letter first.",
    ),
    Explanation(
        "TP324",
        "A product that exists already",
        "`new` never writes over anything.",
        "Choose another name, or edit the product that is there.",
    ),
    Explanation(
        "TP325",
        "Two templates in one product",
        "A product is one template: template.py, template.yaml or template.json. With two of them nobody could say "
        "which one is published.",
        "Remove the one that is not meant.",
    ),
    Explanation(
        "TP326",
        "A template file that cannot be read as text",
        "template.yaml and template.json are frozen byte for byte, so they must be files of the project itself, in "
        "UTF-8 without a byte order mark.",
        "Save the template as text in UTF-8 in the product's folder.",
    ),
    Explanation(
        "TP327",
        "A file that is no template",
        "The text is not YAML or JSON, holds more than one document, is empty or nested without end, or is something "
        "else than a map of sections.",
        "Correct the line that the finding points at.",
    ),
    Explanation(
        "TP328",
        "YAML that CloudFormation does not take, or takes otherwise",
        "CloudFormation refuses aliases, merge keys (`<<`) and tags that are none of its functions (the page YAML of "
        "its user guide). Of a key that is there twice it takes the last one without a word. Anchors, comments and "
        "short tags are fine.",
        "Write the value out.",
    ),
    Explanation(
        "TP329",
        "A part of a template of the wrong shape",
        "Sections are maps of names, a resource is a map with a Type, and so is a parameter.",
        "Write the part as the finding shows.",
    ),
    Explanation(
        "TP330",
        "A value that YAML reads otherwise",
        "YAML 1.1 reads 0123 as the octal number 83, 1.10 as 1.1, 12:30 as 750 and a key `on` as true. A date such as "
        "2012-10-17 stays the text that it is.",
        "Put quotes around it.",
    ),
    Explanation(
        "TP331",
        "A macro that nobody knows",
        "A macro rewrites the template in the account. What AWS's own ones make is documented; what another one makes "
        "cannot be judged here, and the account may not have it.",
        "Freeze the template that the macro makes, or name one of AWS's macros.",
    ),
    Explanation(
        "TP332",
        "A loop without an end that is known",
        "Rules, limits and versions are judged with every Fn::ForEach written out, which needs its collection: a list "
        "of texts, or a parameter with a default.",
        "Give the collection as a list, or its parameter a default.",
    ),
)
